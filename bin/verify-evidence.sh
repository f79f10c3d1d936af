#!/usr/bin/env bash
# Verifies an evidence root with bash (3.2 or newer), sha256sum or shasum, and ssh-keygen. No Node, nothing of ours.
#
#   bash bin/verify-evidence.sh [--signers FILE] [--witness LINES:SHA256]... [VALIDATION.md or its folder]
#
# --signers  an allowed-signers file (ssh-keygen(1)) from outside the root: who may sign
# --witness  a head that somebody else saw, as posted with each announcement
#
# Exit: 0 verified (it says how many lines are signed), 3 no records or not checkable, 9 does not verify, 2 bad usage.
# The same judgement as `naver-sms evidence verify`; a test holds the two together.

set -u
export LC_ALL=C

add_witness() { witness_line[witness_count]=$1; witness_sha[witness_count]=$2; witness_from[witness_count]=$3; witness_count=$((witness_count + 1)); }
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
say() { printf '%s\n' "$*"; }
# broken <place> <sentence>
broken() { say "$2"; say "DOES NOT VERIFY: $1."; exit 9; }
bad_line() { broken "docs/validation/ledger.jsonl, line $1" "$2"; }

if command -v sha256sum >/dev/null 2>&1; then sha() { sha256sum; }
elif command -v shasum >/dev/null 2>&1; then sha() { shasum -a 256; }
else say 'Neither sha256sum nor shasum is here: nothing was checked.'; exit 3; fi
digest() { local out; out=$(sha); printf '%s' "${out%% *}"; }
size_of() { local size; size=$(wc -c <"$1"); printf '%s' "$((size))"; }

signers=''; target='VALIDATION.md'; witness_count=0
while [ $# -gt 0 ]; do
  case $1 in
    --signers) [ $# -ge 2 ] || usage; signers=$2; shift 2 ;;
    --witness)
      [ $# -ge 2 ] || usage
      [[ $2 =~ ^[0-9]{1,15}:[0-9a-f]{64}$ ]] || usage
      add_witness $((10#${2%%:*})) "${2##*:}" 'The witness'; shift 2 ;;
    -*) usage ;;
    *) target=$1; shift ;;
  esac
done
[ -d "$target" ] && target=${target%/}/VALIDATION.md
case $target in */*) root=${target%/*} ;; *) root=. ;; esac
name=${target##*/}; records=$root/docs/validation; ledger=$records/ledger.jsonl; head_file=$records/head
[ -z "$signers" ] || [ -r "$signers" ] || { say "The signers file $signers cannot be read."; exit 2; }

# The digest of the fixed preamble (src/evidence/preamble.ts): a file with just these bytes is a record with no runs.
preamble_sha=d52652bf386a4609a8e73a14e6f4b67bf9b062547c0115d6c42ebd039e5b5c8e
is_bare_preamble() { [ -f "$target" ] && [ "$(digest <"$target")" = "$preamble_sha" ]; }
# --- heads
# read_head <file> <shown name>: sets h_kind, h_origin, h_lines, h_sha, h_signed and h_armor (empty where unsigned).
read_head() {
  local file=$1 shown=$2 count=0 line last='' state=start
  h_origin=''; h_lines=0; h_sha=''; h_armor=''; h_signed=''
  if grep -q '^<<<<<<<' "$file"; then
    broken "$shown" "A merge left two heads side by side: $(grep -E '^[0-9a-f]{64}$' "$file" | tr '\n' ' '). Two people wrote to copies of one ledger."
  fi
  [ "$(tr -d '\n -~' <"$file" | wc -c)" -eq 0 ] && [ "$(tail -c 1 "$file" | tr -d '\n' | wc -c)" -eq 0 ] || malformed_head "$shown"
  while IFS= read -r line; do
    count=$((count + 1))
    case $count in
      1) [[ $line =~ ^naver-sms-evidence/v1\ (aws|sandbox|other)\ ([^[:space:]]+)\ ([^[:space:]]+)$ ]] || malformed_head "$shown"
         h_kind=${BASH_REMATCH[1]}
         h_origin="\"target\":\"$h_kind\",\"account\":\"${BASH_REMATCH[2]}\",\"region\":\"${BASH_REMATCH[3]}\"" ;;
      2) [[ $line =~ ^[1-9][0-9]{0,14}$ ]] || malformed_head "$shown"; h_lines=$line ;;
      3) [[ $line =~ ^[0-9a-f]{64}$ ]] || malformed_head "$shown"; h_sha=$line ;;
      *)
        # One canonical form: 70 characters a line, the last one shorter, version 1 of the format.
        case $state in
          start) [ "$line" = '-----BEGIN SSH SIGNATURE-----' ] || malformed_head "$shown"; state=first ;;
          first) [[ $line =~ ^U1NIU0lHAAAAAQAAA[A-Za-z0-9+/]{53}$ ]] || malformed_head "$shown"; state=body ;;
          body)
            if [ "$line" = '-----END SSH SIGNATURE-----' ]; then state=done
            else
              [[ -z $last || ${#last} -eq 70 && $last != *=* ]] || malformed_head "$shown"
              [[ $line =~ ^[A-Za-z0-9+/]{1,70}={0,2}$ && ${#line} -le 70 ]] || malformed_head "$shown"
              last=$line
            fi ;;
          *) malformed_head "$shown" ;;
        esac
        h_armor=$h_armor$line$'\n' ;;
    esac
    [ $count -le 3 ] && h_signed=$h_signed$line$'\n'
  done <"$file"
  [ $count -ge 3 ] || malformed_head "$shown"
  [ $state = start ] || [ $state = 'done' ] || malformed_head "$shown"
}
malformed_head() { broken "$1" "The head ($1) does not have its three lines and, where signed, one SSH signature."; }

for other in "$records"/head[.~_\ -]*; do
  [ -e "$other" ] && [ "${other##*/}" != head.tmp ] || continue
  read_head "$other" "docs/validation/${other##*/}"
  add_witness "$h_lines" "$h_sha" "docs/validation/${other##*/}"
done
has_head=no; h_lines=0
if [ -e "$head_file" ]; then read_head "$head_file" docs/validation/head; has_head=yes; fi
# --- no ledger
if [ ! -s "$ledger" ]; then
  [ $has_head = no ] || broken docs/validation/ledger.jsonl "The head says that there are $h_lines lines, but the ledger is missing."
  if [ ! -e "$target" ] || is_bare_preamble; then
    say 'There are no records here: nothing was done, or they are somewhere else. That proves nothing.'
    exit 3
  fi
  broken "$name" "$name holds text that no ledger binds: there is no ledger beside it."
fi
# --- the chain
if [ "$(tr -cd '\000\r' <"$ledger" | wc -c)" -ne 0 ]; then
  at=$(tr '\000\r' '\002\002' <"$ledger" | grep -n -m 1 $'\002'); at=${at%%:*}
  bad_line "$at" "Line $at holds a NUL byte or a carriage return, which this tool never writes."
fi

number='[0-9]{1,15}'
frame="^\\{\"v\":1,\"seq\":($number),\"at\":\"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z)\",\"clock\":\"(wall|virtual)\",\"mono\":($number),\"run\":\"([A-Za-z0-9][A-Za-z0-9._-]*)\",\"runNo\":(null|$number),(\"target\":\"(aws|sandbox|other)\",\"account\":\"[^\"\\\\]*\",\"region\":\"[^\"\\\\]*\"),\"operator\":\\{.*\\},\"tool\":\\{.*\\},\"kind\":\"([a-z-]+)\",\"command\":\".*\",\"step\":\".*\"\$"
ending='^,"prev":"([0-9a-f]{64})"\}$'
data_key=',"data":'
section_data="^\\{\"file\":\"([A-Za-z0-9._/-]+)\",\"offset\":($number),\"length\":($number),\"sha256\":\"([0-9a-f]{64})\"\\}\$"
artifact_data="^\\{\"path\":\"([A-Za-z0-9._/-]+)\",\"bytes\":($number),\"sha256\":\"([0-9a-f]{64})\"\\}\$"
closing_data="^\\{\"intent\":(null|$number)[,}]"
spill_data="^\\{\"closes\":(null|$number),\"kind\":\"([a-z-]+)\",\"sha256\":\"[0-9a-f]{64}\","
signer_data='"signer":(null|"([a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2})")\}$'
record_path='^docs/validation(/[A-Za-z0-9][A-Za-z0-9._-]{0,119})+$'
zeros=0000000000000000000000000000000000000000000000000000000000000000

wanted[h_lines]=1
for ((i = 0; i < witness_count; i++)); do wanted[${witness_line[i]}]=1; done
n=0; last_sha=$zeros; origin=''; run=''; mono=0; at=''; clock=''; kind=''; owed=0; ended=''; suspect=''
runs=0; open_count=0; sections=0; artifacts=0; highest_no=0; numbered=0; notes=''

# The chain broke before line n: if the line after it still fits it, the line before it was changed; else it was.
blame() {
  local bad=$n
  if [ "$1" = "$suspect" ] || [ -z "$1" ]; then bad=$((n > 1 ? n - 1 : 1)); fi
  [ $n -gt 1 ] || bad_line 1 'Line 1 does not begin a chain: what stood before it is gone, or it was changed.'
  bad_line $bad "Line $bad was changed after it was written: line $n was chained to other bytes than line $((n - 1)) has now."
}
close_intent() {
  [ "$1" = null ] && return
  [ -n "${open_at[10#$1]-}" ] || bad_line $n "Line $n ($kind) closes intent $1, which is not open: each is closed exactly once."
  unset "open_at[$((10#$1))]"; open_count=$((open_count - 1))
}
open_intent() { open_at[n]=1; open_count=$((open_count + 1)); }

take_data() {
  local data=$1
  case $kind in
    intent) open_intent ;;
    outcome|recovery)
      [[ $data =~ $closing_data && $kind${BASH_REMATCH[1]} != outcomenull ]] || bad_line $n "Line $n ($kind) names no intent."
      close_intent "${BASH_REMATCH[1]}" ;;
    spill)
      [[ $data =~ $spill_data ]] || bad_line $n "Line $n ($kind) does not carry a spilled line."
      local closes=${BASH_REMATCH[1]}
      [ "${BASH_REMATCH[2]}" = intent ] && open_intent
      close_intent "$closes" ;;
    section)
      [[ $data =~ $section_data ]] || bad_line $n "Line $n ($kind) does not describe a section."
      s_file[sections]=${BASH_REMATCH[1]}; s_offset[sections]=$((10#${BASH_REMATCH[2]}))
      s_length[sections]=$((10#${BASH_REMATCH[3]})); s_sha[sections]=${BASH_REMATCH[4]}; s_line[sections]=$n
      [[ ${s_file[sections]} =~ $record_path ]] || bad_line $n "Line $n ($kind) does not describe a section."
      sections=$((sections + 1)) ;;
    artifact)
      [[ $data =~ $artifact_data ]] || bad_line $n "Line $n ($kind) does not describe an attachment."
      a_file[artifacts]=${BASH_REMATCH[1]}; a_bytes[artifacts]=$((10#${BASH_REMATCH[2]}))
      a_sha[artifacts]=${BASH_REMATCH[3]}; a_line[artifacts]=$n
      [[ ${a_file[artifacts]} =~ $record_path ]] || bad_line $n "Line $n ($kind) does not describe an attachment."
      artifacts=$((artifacts + 1)) ;;
    run-ended)
      [[ $data =~ $signer_data ]] || bad_line $n "Line $n ($kind) does not name its signer."
      end_signer[n]=${BASH_REMATCH[2]:-none} ;;
    run-started|observation|verdict|note|approval) ;;
    *) bad_line $n "Line $n is not a ledger line of this format." ;;
  esac
}

take_run_number() {
  [ "$1" != null ] && [ -z "${number_seen[10#$1]-}" ] || return
  number_seen[10#$1]=1; numbered=$((numbered + 1))
  [ $((10#$1)) -le $highest_no ] || highest_no=$((10#$1))
}

while IFS= read -r line; do
  if [ -n "$suspect" ]; then
    [[ ${line: -75} =~ $ending ]] && blame "${BASH_REMATCH[1]}" || blame other
  fi
  n=$((n + 1))
  head=${line%%"$data_key"*}
  [ ${#line} -ge $((${#head} + 83)) ] && [[ $head =~ $frame ]] || bad_line $n "Line $n is not a ledger line of this format."
  seq=$((10#${BASH_REMATCH[1]})); new_at=${BASH_REMATCH[2]}; new_clock=${BASH_REMATCH[3]}; new_mono=$((10#${BASH_REMATCH[4]}))
  new_run=${BASH_REMATCH[5]}; new_no=${BASH_REMATCH[6]}; new_origin=${BASH_REMATCH[7]}; new_kind=${BASH_REMATCH[9]}
  [[ ${line: -75} =~ $ending ]] || bad_line $n "Line $n is not a ledger line of this format."
  prev=${BASH_REMATCH[1]}
  sha_now=$(sha <<<"$line"); sha_now=${sha_now%% *}
  [ "$seq" -eq $n ] || bad_line $n "Line $n says that it is number $seq: lines were removed, added, repeated or swapped."
  if [ "$prev" != "$last_sha" ]; then suspect=$sha_now; continue; fi
  [ -z "$origin" ] || [ "$new_origin" = "$origin" ] || bad_line $n "Line $n is of another target, account or region than line 1."
  data=${line:$((${#head} + 8))}; data=${data%"${line: -75}"}
  if [ "$new_run" != "$run" ]; then
    [ "$new_kind" = run-started ] || bad_line $n "Line $n begins run $new_run without a run-started line."
    runs=$((runs + 1))
  else
    [ "$kind" != run-ended ] || bad_line $n "Line $n belongs to run $run, which line $((n - 1)) ended."
    [ $new_mono -ge $mono ] || bad_line $n "Line $n was written $((mono - new_mono)) ms before the line above it, by one monotonic clock."
  fi
  case "$kind:$new_kind$data" in 'run-ended:run-started{"missingHead":true'*) ;; run-ended:*) owed=$((n - 1)) ;; esac
  [ "$new_clock" != "$clock" ] || [[ ! $new_at < $at ]] || notes=$notes"Doubtful: Line $n is dated $new_at, before line $((n - 1)) ($at)."$'\n'
  origin=$new_origin; run=$new_run; mono=$new_mono; at=$new_at; clock=$new_clock; kind=$new_kind; last_sha=$sha_now
  take_data "$data"
  take_run_number "$new_no"
  [ -z "${wanted[n]-}" ] || sha_at[n]=$sha_now
done <"$ledger"
torn=${#line}
if [ -n "$suspect" ]; then [ $h_lines -eq $n ] && blame "$h_sha" || blame ''; fi
# --- the head and its witnesses
head_bad() { broken docs/validation/head "$1"; }
if [ $h_lines -lt $owed ]; then
  [ $has_head = yes ] && what="the head stops at line $h_lines" || what='the head is missing'
  head_bad "Line $owed ended a run and another run went on, but $what."
fi
if [ $has_head = yes ]; then
  [ -z "$origin" ] || [ "$h_origin" = "$origin" ] || head_bad 'The head is of another target, account or region than the ledger.'
  [ $h_lines -le $n ] || head_bad "The head says that the ledger has $h_lines lines, but it has $n: lines were cut off its end."
  [ "${sha_at[h_lines]-}" = "$h_sha" ] || broken "docs/validation/head (ledger line $h_lines)" "Line $h_lines of the ledger is not the line that the head names: one of the two was changed."
  [ -n "${end_signer[h_lines]-}" ] || head_bad "The head names line $h_lines, where no run ended."
fi
for ((i = 0; i < witness_count; i++)); do
  w_line=${witness_line[i]}
  [ $w_line -le $n ] || head_bad "${witness_from[i]} saw line $w_line, but the ledger has $n lines: its end was cut off."
  [ "${sha_at[w_line]-}" = "${witness_sha[i]}" ] ||
    broken "docs/validation/head (ledger line $w_line)" "Two heads: ${witness_from[i]} saw ${witness_sha[i]} at line $w_line, this ledger has ${sha_at[w_line]-none}. History was rewritten, or two people wrote to copies of one ledger."
done
# --- sections and attachments
offset=0; have=0; interrupted=''
[ -f "$target" ] && have=$(size_of "$target")
# is_recorded <file> <bytes> <sha256>
is_recorded() { [ "$(size_of "$root/$1")" -eq "$2" ] && [ "$(digest <"$root/$1")" = "$3" ]; }
for ((i = 0; i < sections; i++)); do
  file=${s_file[i]}; length=${s_length[i]}; place="$file (ledger line ${s_line[i]})"
  [ "${s_offset[i]}" -eq $offset ] || broken "$place" "Line ${s_line[i]} puts its section at byte ${s_offset[i]}, but the sections before it end at $offset."
  [ -f "$root/$file" ] || broken "$place" "The section file $file, recorded by line ${s_line[i]}, is missing."
  is_recorded "$file" "$length" "${s_sha[i]}" || broken "$place" "The section file $file is not the one that line ${s_line[i]} recorded."
  place="$name (ledger line ${s_line[i]})"
  if [ $have -lt $((offset + length)) ] || [ "$(tail -c +$((offset + 1)) "$target" | head -c "$length" | digest)" != "${s_sha[i]}" ]; then
    [ -f "$target" ] || [ $i -eq $((sections - 1)) ] || broken "$place" "$name is missing, but the ledger binds its sections."
    [ $i -eq $((sections - 1)) ] && [ $have -ge $offset ] && [ $have -lt $((offset + length)) ] &&
      { [ $have -eq $offset ] || [ "$(tail -c +$((offset + 1)) "$target" | digest)" = "$(head -c $((have - offset)) "$root/$file" | digest)" ]; } ||
      broken "$place" "$name was edited within the section of line ${s_line[i]}, bytes $offset to $((offset + length))."
    interrupted="$name ends $((offset + length - have)) bytes short of the section that line ${s_line[i]} recorded: its append was cut off, or its end was cut away."
  fi
  offset=$((offset + length))
done
[ $have -le $offset ] || { [ $sections -eq 0 ] && is_bare_preamble; } ||
  broken "$name" "$name holds $((have - offset)) bytes from byte $offset on that no ledger line binds."
for ((i = 0; i < artifacts; i++)); do
  file=${a_file[i]}
  [ -f "$root/$file" ] || broken "$file (ledger line ${a_line[i]})" "The attachment $file, recorded by line ${a_line[i]}, is missing."
  is_recorded "$file" "${a_bytes[i]}" "${a_sha[i]}" || broken "$file (ledger line ${a_line[i]})" "The attachment $file is not the one that line ${a_line[i]} recorded."
done
[ $torn -eq 0 ] || bad_line $((n + 1)) "Line $((n + 1)) is cut off: $torn bytes without an end. The next command sets them aside and says so."
[ -z "$interrupted" ] || broken "$name" "$interrupted The next command completes it and says so."
# --- the signature
signed=0; signature='Not signed.'
check_signature() {
  local promised=${end_signer[h_lines]} principal print
  if [ -z "$h_armor" ]; then
    [ "$promised" = none ] || head_bad "Line $h_lines names the key that signs this head, but it is not signed."
    return
  fi
  if ! command -v ssh-keygen >/dev/null 2>&1; then
    say 'ssh-keygen is not here: all but the signature fits, and the signature was NOT CHECKED.'; exit 3
  fi
  scratch=$(mktemp -d) || exit 3
  trap 'rm -rf "$scratch"' EXIT
  printf '%s' "$h_armor" >"$scratch/sig"; printf '%s' "$h_signed" >"$scratch/signed"
  printf 'head %s\n' "$promised" >"$scratch/promised"
  ssh-keygen -Y verify -f "$scratch/promised" -I head -n naver-sms-evidence -s "$scratch/sig" <"$scratch/signed" >/dev/null 2>&1 ||
    head_bad "The head's signature is not valid, or not by the key that line $h_lines names."
  printf '%s\n' "$promised" >"$scratch/key.pub"
  print=$(ssh-keygen -l -f "$scratch/key.pub" 2>/dev/null); print=${print#* }; print=${print%% *}
  if [ -n "$signers" ]; then
    principal=$(ssh-keygen -Y find-principals -s "$scratch/sig" -f "$signers" 2>/dev/null); principal=${principal%%$'\n'*}
    [ -n "$principal" ] && ssh-keygen -Y verify -f "$signers" -I "${principal%%,*}" -n naver-sms-evidence -s "$scratch/sig" <"$scratch/signed" >/dev/null 2>&1 ||
      head_bad "The head is signed by $print, which the signers file does not allow."
    signature="Signed by $print, which the signers file allows ($principal)."; signed=$h_lines
  elif [ "$h_kind" = aws ]; then
    signature="Signed by $print, but nobody vouched for that key: pass --signers with a file from outside this root."
  else
    signature="Signed by $print, a throw-away key: it shows that nothing was changed since, and vouches for nobody."; signed=$h_lines
  fi
}
[ $has_head = no ] || check_signature
# --- the answer
shown=${origin#*:\"}; shown=${shown//\",\"account\":\"/ }; shown=${shown//\",\"region\":\"/ }
say "${shown%\"}: runs $runs, sections $sections, attachments $artifacts."
say "$signature"
if [ $open_count -gt 0 ]; then
  for i in "${!open_at[@]}"; do say "In doubt: the intent of line $i has no outcome. The next command re-reads live state."; done
fi
printf '%s' "$notes"
[ $highest_no -le $numbered ] || say "Note: $((highest_no - numbered)) run numbers below $highest_no are not here: every run takes a number, so ask where they were recorded."
if [ $signed -eq $n ]; then say "VERIFIED: $n lines, head $last_sha."
else say "VERIFIED TO LINE $signed, $((n - signed)) lines unsigned: whole by its chain, head $last_sha. Gates refuse unsigned lines."; fi
exit 0
