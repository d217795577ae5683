#!/usr/bin/env bash
# Checks and times indobert-burn and wav2vec2-burn on a GPU, beside PyTorch, and writes a record of it.
#
#   benches/gpu.sh [OUT]        OUT is a folder, out/gpu unless given; the record is OUT/record.md
#
# Variables, all optional:
#   SARA_TEST_DEVICE  the device, cuda:0 unless given; cpu runs everything on the CPU
#   SARA_GPU_SIZE     base, or tiny for a rehearsal in minutes; base unless given
#   SARA_GPU_ROUNDS   rounds of both sides in turn, 3 unless given
#   SARA_PYTHON       a Python with torch and transformers; without it this side alone is measured
#   SARA_GPU_BENCH    the bench as a ready program; without it cargo builds it
#   SARA_GPU_TESTS    the integration tests as a ready program; without it cargo builds them
#   SARA_GPU_SPEECH_BENCH, SARA_GPU_SPEECH_TESTS   the same of wav2vec2-burn
#   CUDA_PATH         where the CUDA toolkit is, if not /usr/local/cuda: kernels need its headers
#
# A part that fails is named in the record, and the others run. The exit status is 1 if one failed.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-"$root/out/gpu"}
device=${SARA_TEST_DEVICE:-cuda:0}
size=${SARA_GPU_SIZE:-base}
rounds=${SARA_GPU_ROUNDS:-3}
export SARA_TEST_DEVICE=$device
case $rounds in
  '' | *[!0-9]* | 0*) echo "SARA_GPU_ROUNDS must be a whole number from 1, got \`$rounds\`"; exit 1 ;;
esac
# Programs are named from where the script is called. A link stays one: a virtual environment's Python knows itself by it.
whole() { case $1 in */*) realpath -s "$1" ;; *) printf '%s' "$1" ;; esac; }
for name in SARA_GPU_BENCH SARA_GPU_TESTS SARA_GPU_SPEECH_BENCH SARA_GPU_SPEECH_TESTS SARA_PYTHON; do
  [ -z "${!name:-}" ] || export "$name=$(whole "${!name}")"
done
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit 1
cd "$root" || exit 1
texts=$out/lines.jsonl
speech=$out/speech.jsonl
rm -rf "$out"/*.log "$out"/*.out "$texts" "$speech" "$out/parts.md" "$out/record.md"
touch "$texts" "$speech"
lines=$texts
features=()
case $device in
  cuda*) features=(--features cuda) ;;
  ndarray) features=(--features ndarray) ;;
esac
failed=0
current=
stopped=

# part NAME COMMAND...: what the command prints goes to NAME.log, and to the lines what is JSON.
part() {
  local name=$1 begun=$SECONDS status=0
  shift
  printf '%s ... ' "$name"
  current=$name
  "$@" >"$out/$name.out" 2>"$out/$name.log" || status=$?
  grep '^{' "$out/$name.out" >>"$lines"
  grep -v '^{' "$out/$name.out" >>"$out/$name.log"
  rm -f "$out/$name.out"
  if [ "$status" = 0 ]; then
    echo "done in $((SECONDS - begun)) s"
    echo "| $name | done | $((SECONDS - begun)) |" >>"$out/parts.md"
  else
    failed=1
    echo "failed with status $status, see $out/$name.log"
    echo "| $name | **failed with status $status** | $((SECONDS - begun)) |" >>"$out/parts.md"
  fi
  current=
  return "$status"
}

bench() {
  if [ -n "${SARA_GPU_BENCH:-}" ]; then
    "$SARA_GPU_BENCH" "$@"
  else
    cargo bench --quiet --locked -p indobert-burn "${features[@]}" --bench gpu -- "$@"
  fi
}

suite() {
  if [ -n "${SARA_GPU_TESTS:-}" ]; then
    CARGO_MANIFEST_DIR="$root/crates/indobert-burn" "$SARA_GPU_TESTS" --test-threads 1
  else
    cargo test --release --locked -p indobert-burn "${features[@]}" --lib --test it -- --test-threads 1
  fi
}

speech_bench() {
  if [ -n "${SARA_GPU_SPEECH_BENCH:-}" ]; then
    "$SARA_GPU_SPEECH_BENCH" "$@"
  else
    cargo bench --quiet --locked -p wav2vec2-burn "${features[@]}" --bench gpu -- "$@"
  fi
}

speech_suite() {
  if [ -n "${SARA_GPU_SPEECH_TESTS:-}" ]; then
    CARGO_MANIFEST_DIR="$root/crates/wav2vec2-burn" "$SARA_GPU_SPEECH_TESTS" --test-threads 1
  else
    cargo test --release --locked -p wav2vec2-burn "${features[@]}" --lib --test it -- --test-threads 1
  fi
}

# What is known when the script ends, or is stopped.
record() {
  {
    echo "# indobert-burn and wav2vec2-burn on $device, $(date -u +%Y-%m-%d)"
    echo
    echo "Models: BERT and wav2vec 2.0 of size $size, random weights; $rounds rounds of both sides in turn, medians and range."
    echo
    echo '```text'
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null || echo "no nvidia-smi"
    grep -m1 'model name' /proc/cpuinfo 2>/dev/null
    uname -sr
    [ -z "${SARA_PYTHON:-}" ] || "$SARA_PYTHON" -c 'import torch, transformers
print("torch", torch.__version__, "transformers", transformers.__version__, "CUDA", torch.version.cuda)' 2>&1 | tail -1
    git rev-parse HEAD 2>/dev/null
    echo '```'
    echo
    for table in table speech-table; do
      [ ! -s "$out/$table.log" ] || grep '^|\|^$' "$out/$table.log"
      echo
    done
    echo "| part | | seconds |"
    echo "|---|---|---|"
    cat "$out/parts.md"
    [ -z "$stopped" ] || echo "| ${current:-the end} | **stopped here** | |"
  } >"$out/record.md"
  echo "the record is $out/record.md"
}
trap record EXIT
trap 'stopped=1; exit 1' INT TERM HUP

[ -n "${SARA_GPU_BENCH:-}" ] || part build cargo bench --locked -p indobert-burn "${features[@]}" --bench gpu --no-run
part folder bench folder "$size" "$out/model"
part check bench check "$device"
for round in $(seq "$rounds"); do
  for precision in f32 bf16; do
    part "ours-$precision-$round" bench measure "$device" "$precision" "$out/model"
    [ -n "${SARA_PYTHON:-}" ] || continue
    part "pytorch-$precision-$round" "$SARA_PYTHON" benches/peers/gpu.py "$device" "$precision" "$out/model"
    # On a CPU there is no TF32.
    if [ "$precision" = f32 ] && [ "$device" != cpu ]; then
      part "pytorch-tf32-$round" "$SARA_PYTHON" benches/peers/gpu.py "$device" tf32 "$out/model"
    fi
  done
done
part suite suite
part table bench table "$texts"

lines=$speech
[ -n "${SARA_GPU_SPEECH_BENCH:-}" ] || part speech-build cargo bench --locked -p wav2vec2-burn "${features[@]}" --bench gpu --no-run
part speech-folder speech_bench folder "$size" "$out/speech-model"
part speech-check speech_bench check "$device"
for round in $(seq "$rounds"); do
  for precision in f32 bf16; do
    part "speech-ours-$precision-$round" speech_bench measure "$device" "$precision" "$out/speech-model"
    [ -n "${SARA_PYTHON:-}" ] || continue
    part "speech-pytorch-$precision-$round" "$SARA_PYTHON" benches/peers/gpu_speech.py "$device" "$precision" "$out/speech-model"
    if [ "$precision" = f32 ] && [ "$device" != cpu ]; then
      part "speech-pytorch-tf32-$round" "$SARA_PYTHON" benches/peers/gpu_speech.py "$device" tf32 "$out/speech-model"
    fi
  done
done
part speech-suite speech_suite
part speech-table speech_bench table "$speech"

exit "$failed"
