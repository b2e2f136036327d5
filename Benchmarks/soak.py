"""Calls that go on while nginx reloads under them, over HTTP/2 and over HTTP/1.1 with short-lived connections.

Called by scripts/soak with the program and the number of calls.
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

CONFIGURATION = """
daemon off;
worker_processes 2;
pid %(place)s/nginx.pid;
error_log %(place)s/error.log error;
events { worker_connections 1024; }
http {
    log_format soak '$connection $server_protocol $status $request_uri';
    access_log %(place)s/access.log soak;
    client_body_temp_path %(place)s/body;
    proxy_temp_path %(place)s/proxy;
    fastcgi_temp_path %(place)s/fastcgi;
    uwsgi_temp_path %(place)s/uwsgi;
    scgi_temp_path %(place)s/scgi;
    server {
        listen 127.0.0.1:%(port)d ssl%(http2)s;
        ssl_certificate %(place)s/certificate.pem;
        ssl_certificate_key %(place)s/key.pem;
        %(keepalive)s
        location / { proxy_pass http://unix:%(place)s/upstream.sock; }
    }
    server {
        listen unix:%(place)s/upstream.sock;
        access_log off;
        default_type application/json;
        location ~ ^/v1/contacts/(\\d+)$ {
            return 200 '{"success":true,"data":{"id":$1,"name":"contact $1"}}';
        }
    }
}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """nginx with a folder of its own, which goes away with it."""

    def __init__(self, http2, keepalive):
        self.place = tempfile.mkdtemp(prefix="bitrix-soak-")
        self.reloads = 0
        try:
            self.port = free_port()
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-days", "2", "-subj", "/CN=soak", "-addext", "subjectAltName=IP:127.0.0.1",
                 "-keyout", self.file("key.pem"), "-out", self.file("certificate.pem")],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with open(self.file("nginx.conf"), "w") as file:
                file.write(CONFIGURATION % {
                    "place": self.place, "port": self.port, "http2": " http2" if http2 else "", "keepalive": keepalive})
            os.chmod(self.place, 0o755)  # workers run as another user where this runs as root
            self.process = subprocess.Popen(
                ["/usr/sbin/nginx", "-e", self.file("error.log"), "-p", self.place, "-c", self.file("nginx.conf")])
            self.wait_until_it_listens()
        except BaseException:
            self.stop()
            raise

    def file(self, name):
        return os.path.join(self.place, name)

    def wait_until_it_listens(self):
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit("nginx does not start: " + open(self.file("error.log")).read())

    def reload_until(self, done):
        while not done.wait(0.2):
            self.process.send_signal(signal.SIGHUP)
            self.reloads += 1

    def log(self):
        with open(self.file("access.log")) as file:
            return [line.split() for line in file]

    def stop(self):
        process = getattr(self, "process", None)
        if process and process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.place, ignore_errors=True)


def soak(program, calls, title, protocol, http2, keepalive):
    """One run; the list of what went wrong."""
    server = Server(http2, keepalive)
    try:
        done = threading.Event()
        reloading = threading.Thread(target=server.reload_until, args=(done,))
        reloading.start()
        environment = {
            "PATH": os.environ["PATH"], "VIBE_URL": "https://127.0.0.1:%d" % server.port, "VIBE_API_KEY": "vibe_api_soak",
            "SSL_CERT_FILE": server.file("certificate.pem"),
        }
        start = time.monotonic()
        try:
            run = subprocess.run(
                [program, "--max-wait=0.05", "--trace=" + server.file("trace"),
                 os.path.join(os.path.dirname(os.path.abspath(__file__)), "soak.lua"), str(calls)],
                env=environment, stdout=subprocess.PIPE, text=True, timeout=300)
        finally:
            done.set()
            reloading.join()
        seconds = time.monotonic() - start
        log = server.log()
        with open(server.file("trace")) as file:
            trace = file.read().splitlines()
    finally:
        server.stop()
    arrived = int(run.stdout) if run.returncode == 0 else 0
    retries = [line for line in trace if int(re.search(r" attempt (\d+)", line).group(1)) > 1]
    failed = [line for line in trace if not re.search(r" GET \S+ 200 ", line)]
    print("%s: %d calls, %.1f s, %d reloads" % (title, calls, seconds, server.reloads))
    print("    %-34s %6d" % ("contacts that arrived, and right", arrived))
    print("    %-34s %6d" % ("requests that nginx answered", len(log)))
    print("    %-34s %6d" % ("attempts that the program counted", len(trace)))
    print("    %-34s %6d" % ("retries among them", len(retries)))
    print("    %-34s %6d" % ("connections", len({line[0] for line in log})))
    for line in sorted({re.search(r" GET \S+ (\S+) ", line).group(1) for line in failed}):
        print("    %-34s %6d" % ("attempts that ended with " + line, sum(" %s " % line in each for each in failed)))
    wrong = []
    if arrived != calls or run.returncode != 0:
        wrong.append("%s: %d of %d contacts are lost or wrong" % (title, calls - arrived, calls))
    if {line[1] for line in log} != {protocol}:
        wrong.append("%s: not all went over %s" % (title, protocol))
    if {line[3] for line in log} != {"/v1/contacts/%d" % id for id in range(1, calls + 1)}:
        wrong.append("%s: nginx did not see every contact" % title)
    return wrong


def main():
    program, calls = sys.argv[1], int(sys.argv[2])
    wrong = soak(
        program, calls, "HTTP/2, 20 requests a connection, 4 at once, 10 ms idle", "HTTP/2.0", True,
        "keepalive_requests 20; keepalive_timeout 10ms; http2_max_concurrent_streams 4;")
    wrong += soak(
        program, calls, "HTTP/1.1, three requests a connection, 10 ms idle", "HTTP/1.1", False,
        "keepalive_requests 3; keepalive_timeout 10ms;")
    for text in wrong:
        print("FAILED: " + text, file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main())
