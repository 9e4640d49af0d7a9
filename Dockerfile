# Stage 1 builds the wheels and a virtual environment from hash-locked pins; stage 2 runs it as nobody special.
FROM python:3.11-slim AS build
WORKDIR /src
RUN pip install --no-cache-dir uv
COPY . .
RUN uv venv /build \
    && uv pip install --python /build/bin/python --require-hashes -r requirements-dev.txt \
    && uv build --all-packages --wheel --no-build-isolation --python /build/bin/python -o /dist
RUN uv venv --python 3.11 /opt/bodega \
    && uv pip install --python /opt/bodega/bin/python --require-hashes -r requirements.txt \
    && uv pip install --python /opt/bodega/bin/python --no-deps --no-index /dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home bodega
COPY --from=build /opt/bodega /opt/bodega
ENV PATH=/opt/bodega/bin:$PATH PYTHONUNBUFFERED=1 BODEGA_HOST=0.0.0.0 BODEGA_PORT=8000
USER bodega
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz')"]
CMD ["bodega", "serve"]
