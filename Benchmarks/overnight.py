"""An overnight run in small: bitrix against the demo portal, through a proxy that injects faults by a fixed seed.

Checks that every contact arrives, that the proxy's count of requests, the program's trace and the faults agree to the last
one, and that memory stays flat. Called by scripts/overnight with the program, the number of calls and the seed.
"""
import collections
import json
import os
import random
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

SHARES = [("reset", 0.10), ("429", 0.05), ("502", 0.05), ("cut", 0.02)]


def read_head(sock, pending=b""):
    """Bytes up to and including the empty line, and what came behind it; (b"", b"") where the other side has closed."""
    data = pending
    while b"\r\n\r\n" not in data:
        more = sock.recv(65536)
        if not more:
            return b"", b""
        data += more
    end = data.index(b"\r\n\r\n") + 4
    return data[:end], data[end:]


def read_answer(sock):
    head, body = read_head(sock)
    length = int(re.search(rb"\r\ncontent-length: *(\d+)", head, re.I).group(1))
    while len(body) < length:
        body += sock.recv(65536)
    return head, body


def reset(sock):
    """Tears the connection down (RST); what was sent before still arrives."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Proxy:
    """Carries requests to the portal, and treats each as the seed says."""

    def __init__(self, portal, seed):
        self.portal = portal
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.requests = 0
        self.counts = collections.Counter()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def choose(self, is_first):
        with self.lock:
            self.requests += 1
            chance, variant, fault = self.random.random(), self.random.randrange(3), "ok"
            for name, share in SHARES:
                if chance < share:
                    fault = name
                    break
                chance -= share
            if fault == "reset":
                # A request that finds its kept connection dead before the first byte is sent again by libcurl itself, and no
                # trace tells of it. So that the books are exact, such resets come on new connections only.
                variant = 1 if variant == 0 and not is_first else variant
                fault = ("reset before the answer", "reset within the headers", "reset within the body")[variant]
            self.counts[fault] += 1
            return fault, variant

    def serve(self, client):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        portal = socket.create_connection(self.portal)
        portal.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        is_first, pending = True, b""
        with portal:
            while True:
                request, pending = read_head(client, pending)
                if not request:
                    return client.close()
                fault, variant = self.choose(is_first)
                is_first = False
                if fault == "429":
                    error = {"code": "RATE_LIMITED", "message": "QUERY_LIMIT_EXCEEDED", "retryAfter": 0.002}
                    self.answer(client, "429 Too Many Requests", json.dumps({"success": False, "error": error}))
                elif fault == "502":
                    error = {"code": "BITRIX_UNAVAILABLE", "message": "Bitrix24 returned 503"}
                    page = "<html>502 Bad Gateway</html>" if variant else json.dumps({"success": False, "error": error})
                    self.answer(client, "502 Bad Gateway", page)
                elif fault == "reset before the answer":
                    return reset(client)
                else:
                    portal.sendall(re.sub(rb"\r\nHost: [^\r]*", b"\r\nHost: %s:%d" % self.host, request))
                    head, body = read_answer(portal)
                    if fault == "ok":
                        client.sendall(head + body)
                        continue
                    part = head[: head.index(b"\n") + 9] if fault == "reset within the headers" else head + body[: len(body) // 2]
                    client.sendall(part)
                    return client.close() if fault == "cut" else reset(client)

    @property
    def host(self):
        return self.portal[0].encode(), self.portal[1]

    def answer(self, client, status, body):
        body = body.encode()
        client.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body))


def main():
    program, calls, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    here = os.path.dirname(os.path.abspath(__file__))
    demo = subprocess.Popen([program, "demo", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://([\d.]+):(\d+)", demo.stdout.readline())
        proxy = Proxy((address.group(1), int(address.group(2))), seed)
        with tempfile.TemporaryDirectory() as directory:
            trace, tape = os.path.join(directory, "trace"), os.path.join(directory, "tape.jsonl")
            environment = {"VIBE_URL": "http://127.0.0.1:%d" % proxy.port, "VIBE_API_KEY": "vibe_api_demo"}
            start = time.monotonic()
            # The real waits would make a night of it: here each is 5 ms at the most.
            run = subprocess.run(
                [program, "--retries=11", "--max-wait=0.005", "--trace=" + trace, "--record", tape,
                 here + "/overnight.lua", str(calls)],
                env=environment, stdout=subprocess.PIPE, text=True, timeout=110)
            seconds = time.monotonic() - start
            with open(trace) as file:
                lines = file.read().splitlines()
            with open(tape) as file:
                recorded = len(file.readlines()) - 1  # without the line that says what it is
        return report(calls, seed, seconds, run, lines, recorded, proxy)
    finally:
        demo.terminate()
        demo.wait()


def report(calls, seed, seconds, run, lines, recorded, proxy):
    outcomes = collections.Counter()
    for line in lines:
        outcome, size = re.search(r" GET \S+ (\S+) \d+ ms (\d+) B ", line).groups()
        # No byte of a body: an answer that broke. The portal and the proxy send none without a body.
        outcomes[outcome if size != "0" else "broken"] += 1
    arrived, early, late = (int(number) for number in run.stdout.split()) if run.returncode == 0 else (0, 0, 0)
    counts, failed = proxy.counts, []

    def check(text, left, right):
        print("%-46s %6d %s %6d" % (text, left, "=" if left == right else "≠", right))
        if left != right:
            failed.append(text)

    print("%d calls, seed %d, %.1f s; faults injected: %d" % (calls, seed, seconds, proxy.requests - counts["ok"]))
    for name in sorted(counts):
        print("    %-34s %6d" % (name, counts[name]))
    check("contacts that arrived = calls", arrived, calls)
    check("lines of --record = calls", recorded, calls)
    check("requests at the proxy = answers + faults", proxy.requests, sum(counts.values()))
    check("requests at the proxy = lines of --trace", proxy.requests, len(lines))
    check("200 in the trace = answers passed on", outcomes["200"], counts["ok"])
    check("429 in the trace = 429 injected", outcomes["429"], counts["429"])
    check("502 in the trace = 502 injected", outcomes["502"], counts["502"])
    broken = sum(count for name, count in counts.items() if name == "cut" or name.startswith("reset"))
    check("broken in the trace = resets and cuts injected", outcomes["broken"], broken)
    print("resident memory after %d calls: %d KiB; after %d: %d KiB" % (calls // 10, early, calls, late))
    if late - early > 1024:
        failed.append("memory grew by more than 1 MiB")
    for text in failed:
        print("FAILED: " + text, file=sys.stderr)
    return 1 if failed or run.returncode != 0 else 0


sys.exit(main())
