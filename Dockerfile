# Two stages: the first installs into a virtual environment, the second holds that and nothing else.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
RUN python3 -m venv /opt/problembank
COPY requirements.lock ./
RUN /opt/problembank/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY generators generators
COPY service service
COPY migrations migrations
RUN /opt/problembank/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps . \
    && /opt/problembank/bin/python -m compileall -q /opt/problembank/lib

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin problembank \
    && install -d -o problembank -g problembank -m 0750 /data
COPY --from=build /opt/problembank /opt/problembank
ENV PATH=/opt/problembank/bin:$PATH \
    PROBLEMBANK_DATA=/data \
    MALLOC_ARENA_MAX=2 \
    MPLCONFIGDIR=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER problembank
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["problembank", "serve", "--host", "0.0.0.0", "--port", "8000"]
