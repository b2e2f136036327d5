# python requests: a session with a pool as wide as needed, in threads where more than one is in flight. Arguments: URL, count, width.
import sys
from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter

base, count, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def contact(session, id):
    response = session.get(f"{base}/v1/contacts/{id}")
    response.raise_for_status()
    return response.json()["data"]


with requests.Session() as session:
    session.headers.update({"Accept": "application/json", "X-Api-Key": "vibe_api_bench"})
    session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=width))
    ids = range(1, count + 1)
    if width == 1:
        for id in ids:
            last = contact(session, id)
    else:
        with ThreadPoolExecutor(width) as pool:
            last = list(pool.map(lambda id: contact(session, id), ids))[-1]
print(last["name"])
