# python httpx: a client, asynchronous where more than one is in flight. Arguments: URL, count, width.
import asyncio
import sys

import httpx

base, count, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
headers = {"Accept": "application/json", "X-Api-Key": "vibe_api_bench"}


def read(response):
    response.raise_for_status()
    return response.json()["data"]


async def many():
    limits = httpx.Limits(max_connections=width, max_keepalive_connections=width)
    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=None) as client:
        async def contact(id):
            return read(await client.get(f"{base}/v1/contacts/{id}"))

        return (await asyncio.gather(*(contact(id) for id in range(1, count + 1))))[-1]


if width == 1:
    with httpx.Client(headers=headers) as client:
        for id in range(1, count + 1):
            last = read(client.get(f"{base}/v1/contacts/{id}"))
else:
    last = asyncio.run(many())
print(last["name"])
