# Serves a graph over HTTP, as a user without rights:
#   docker build -t sayso .
#   docker run --rm -p 127.0.0.1:8421:8421 -v ./my-graph:/graph:ro --read-only --tmpfs /tmp sayso
# It answers under the names of this machine alone, and no page of another origin: SAYSO_HOSTS, SAYSO_ORIGINS.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/sayso
ENV PATH=/opt/sayso/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/run.lock requirements/run.lock
RUN pip install --require-hashes -r requirements/run.lock
COPY . .
RUN pip install --no-deps .

FROM python:3.12-slim-bookworm
COPY --from=build /opt/sayso /opt/sayso
ENV PATH=/opt/sayso/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SAYSO_GRAPH=/graph
# whatever address it listens on inside, nobody knows where the port is published: a page open there may not read
ENV SAYSO_HOSTS="127.0.0.1 [::1] localhost" SAYSO_ORIGINS=none
USER 10001:10001
EXPOSE 8421
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8421/healthz', timeout=4)"]
ENTRYPOINT ["sayso", "serve"]
CMD ["--host", "0.0.0.0", "--access-log", "-"]
