#!/usr/bin/env bash
# Checks that the encoder and the program compile for an NVIDIA GPU, on a machine without one: the compiler and the
# headers come from PyPI, 271 MB into AFBAKEN_CUDA (default ~/.cache/afbaken-cuda). Nothing is linked and nothing runs.
# CARGO says how cargo is called. Takes some minutes, most of them for candle's kernels.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=${AFBAKEN_CUDA:-$HOME/.cache/afbaken-cuda}
toolkit=$folder/nvidia/cu13
if [ ! -x "$toolkit/bin/nvcc" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --no-deps --target "$folder" --requirement tests/cuda/requirements.txt
  ln -sfn lib "$toolkit/lib64"
  ln -sfn libcudart.so.13 "$toolkit/lib/libcudart.so"
fi

export CUDA_HOME=$toolkit REAL_NVCC=$toolkit/bin/nvcc NVCC=$PWD/tests/cuda/nvcc
export CUDA_COMPUTE_CAP=80 PATH=$PWD/tests/cuda:$PATH
${CARGO:-cargo} check --release -p encoder --features cuda --all-targets
${CARGO:-cargo} check --release -p afbaken --features cuda
