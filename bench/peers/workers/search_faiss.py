"""Searches embeddings with FAISS from Python: flat or HNSW."""

import json
import sys

import faiss

from serve import median_time, read_tensors, serve, timed

# As ours adds them: with one thread the same graph comes out.
ADD_BLOCK = 4096


def build(vectors, kind: str, knobs: dict):
    width = vectors.shape[1]
    if kind == "flat":
        index = faiss.IndexFlatIP(width)
    else:
        index = faiss.IndexHNSWFlat(width, knobs["neighbours"], faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = knobs["efConstruction"]
        index.hnsw.efSearch = knobs["efSearch"]
    for first in range(0, len(vectors), ADD_BLOCK):
        index.add(vectors[first : first + ADD_BLOCK])
    return index


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    faiss.omp_set_num_threads(settings["threads"])
    queries = read_tensors(settings["queries"])["global"]
    vectors = read_tensors(settings["candidates"])["global"][: settings.get("candidateCount")]
    index = build(vectors, settings["kind"], settings.get("knobs", {}))
    k = settings["k"]
    singles = [queries[i : i + 1] for i in range(min(200, len(queries)))]

    def answers(_):
        scores, rows = index.search(queries, k)
        return {"rows": rows.flatten().tolist(), "scores": scores.flatten().tolist(), "version": faiss.__version__}

    serve(
        {
            "answers": answers,
            "batch": lambda _: timed(lambda: index.search(queries, k)),
            "single": lambda _: median_time([lambda query=query: index.search(query, k) for query in singles]),
        }
    )
