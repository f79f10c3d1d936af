#!/usr/bin/env bash
# Verifies an evidence root with bash (3.2 or newer), awk, sha256sum or shasum, and ssh-keygen. No Node, nothing of ours.
#
#   bash bin/verify-evidence.sh [--signers FILE] [--witness LINES:SHA256]... [VALIDATION.md or its folder]
#
# --signers  an allowed-signers file (ssh-keygen(1)) from outside the root: who may sign
# --witness  a head that somebody else saw, as posted with each announcement
#
# Exit: 0 verified (it says how many lines are signed), 3 no records or not checkable, 9 does not verify, 2 bad usage.
# The same judgement as `naver-sms evidence verify`; a test holds the two together.
#
# Uses any awk (mawk, gawk, the BSDs' and macOS's) and, of the small tools, cat cmp grep head ls mkdir mktemp rm sed tail
# tr wc xargs. Writes only into a scratch folder, which it removes: in TMPDIR, else in /dev/shm (in memory), else in /tmp.

set -u
export LC_ALL=C

add_witness() { witness_line[witness_count]=$1; witness_sha[witness_count]=$2; witness_from[witness_count]=$3; witness_count=$((witness_count + 1)); }
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
say() { printf '%s\n' "$*"; }
# broken <place> <sentence>
broken() { say "$2"; say "DOES NOT VERIFY: $1."; exit 9; }
bad_line() { broken "docs/validation/ledger.jsonl, line $1" "$2"; }

not_checked() { say "$1: nothing was checked."; exit 3; }

if command -v sha256sum >/dev/null 2>&1; then sha_tool='sha256sum'
elif command -v shasum >/dev/null 2>&1; then sha_tool='shasum -a 256'
else not_checked 'Neither sha256sum nor shasum is here'; fi
command -v awk >/dev/null 2>&1 || not_checked 'awk is not here'
digest() { local out; out=$($sha_tool); printf '%s' "${out%% *}"; }
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
  [ "$(tr -d '\n -~' <"$file" | wc -c)" -eq 0 ] && [ -z "$(tail -c 1 "$file")" ] || malformed_head "$shown"
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
# --- scratch
# Holds one small file for each of some thousand lines: in memory if the system offers it, a disk takes four times as long.
scratch=''
trap '[ -z "$scratch" ] || rm -rf "$scratch"' EXIT
trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
shelf=${TMPDIR-}
if [ -z "$shelf" ]; then shelf=/tmp; [ -d /dev/shm ] && [ -w /dev/shm ] && shelf=/dev/shm; fi
case $shelf in /*) ;; *) shelf=$PWD/$shelf ;; esac
no_scratch() { say "$1: nothing is claimed. TMPDIR can name another folder, with 10 MB of room."; exit 3; }
scratch=$(mktemp -d "$shelf/verify-evidence.XXXXXX" 2>/dev/null) && mkdir "$scratch/lines" 2>/dev/null || no_scratch "No scratch folder can be made in $shelf"
# --- the chain
# What is appended from here on is of the next verification.
ledger_bytes=$(size_of "$ledger")
ledger_now() { head -c "$ledger_bytes" "$ledger"; }
if [ "$(ledger_now | tr -cd '\000\r' | wc -c)" -ne 0 ]; then
  at=$(ledger_now | tr -cd '\000\r\n' | tr '\000\r' 'xx' | grep -n -m 1 x); at=${at%%:*}
  bad_line "$at" "Line $at holds a NUL byte or a carriage return, which this tool never writes."
fi
whole_lines=$(ledger_now | wc -l)
torn=0; [ -z "$(ledger_now | tail -c 1)" ] || torn=$(($(ledger_now | tail -n 1 | wc -c)))

# The judge reads the ledger and prints facts, one a line, then what it found, then "complete". The digest tools take
# files, so it writes some lines at a time into files of their own and has one process take the digests of all of them.
# Nothing of the ledger is ever run, or used as a pattern or a format. The grammar is that of src/evidence/line-format.ts;
# no pattern has a repetition count, since older awks have none.
judge='
BEGIN {
  whole_lines = ENVIRON["whole_lines"] + 0; head_lines = ENVIRON["head_lines"] + 0
  count = split(ENVIRON["wanted"], number, " "); for (i = 1; i <= count; i++) wanted[number[i] ""] = 1
  count = split("run-started intent outcome observation verdict note approval artifact section spill recovery run-ended", word, " ")
  for (i = 1; i <= count; i++) is_kind[word[i]] = 1
  last_sha = sprintf("%064d", 0); n = 0; kept = 0; suspect = ""; last_kind = ""
}
NR > whole_lines { next }
{
  file = sprintf("%05d", ++kept); line[kept] = $0; bytes += length($0)
  print > file
  if (close(file) != 0) stop()
}
kept == 2000 || bytes > 4000000 { judge_kept() }
END { if (!is_over) { judge_kept(); finish() } }

function stop() { is_over = 1; exit 1 }
function bad(at, sentence) { print "bad " at " " sentence; print "complete"; is_over = 1; exit }
function bad_data(what) { bad(n, "Line " n " (" kind ") " what) }

function judge_kept(   command, i, sum) {
  command = ENVIRON["sha_tool"] " $(ls | head -n " kept ")"
  for (i = 1; i <= kept; i++) {
    if ((command | getline sum) <= 0 || substr(sum, 67) != sprintf("%05d", i)) stop()
    take_line(line[i], substr(sum, 1, 64))
  }
  close(command); kept = 0; bytes = 0
}

function take_line(text, sha,   fits) {
  fits = cut(text)
  if (suspect != "") blame(fits ? prev : "")
  n++
  if (!fits) bad(n, "Line " n " is not a ledger line of this format.")
  if (seq + 0 != n) bad(n, "Line " n " says that it is number " plain(seq) ": lines were removed, added, repeated or swapped.")
  if (prev != last_sha) { suspect = sha; return }
  if (n == 1) print "origin " origin
  else if (origin != last_origin) bad(n, "Line " n " is of another target, account or region than line 1.")
  if (n == 1 || run != last_run) {
    if (kind != "run-started") bad(n, "Line " n " begins run " run " without a run-started line.")
    runs++
  } else {
    if (last_kind == "run-ended") bad(n, "Line " n " belongs to run " run ", which line " (n - 1) " ended.")
    if (mono + 0 < last_mono + 0) bad(n, "Line " n " was written " sprintf("%.0f", last_mono - mono) " ms before the line above it, by one monotonic clock.")
  }
  if (last_kind == "run-ended" && !(kind == "run-started" && index(data, "{\"missingHead\":true") == 1)) owed = n - 1
  if (clock == last_clock && at < last_at) print "Doubtful: Line " n " is dated " at ", before line " (n - 1) " (" last_at ")." > "../dates"
  take_data()
  if (run_no != "null" && !(plain(run_no) in seen)) { seen[plain(run_no)] = 1; numbered++; if (run_no + 0 > highest) highest = run_no + 0 }
  if (n in wanted) print "sha " n " " sha
  last_origin = origin; last_run = run; last_mono = mono; last_at = at; last_clock = clock; last_kind = kind; last_sha = sha
}

# The chain broke before line n: if the line after it still fits it, the line before it was changed; else it was.
function blame(next_prev,   at) {
  if (n == 1) bad(1, "Line 1 does not begin a chain: what stood before it is gone, or it was changed.")
  at = next_prev == suspect || next_prev == "" ? n - 1 : n
  bad(at, "Line " at " was changed after it was written: line " n " was chained to other bytes than line " (n - 1) " has now.")
}

# Cuts a line into its fields. Up to the region no value holds a quote, so that cutting at the quotes gives each field its
# place. After it come operator, tool, kind, command and step, of which only the kind is needed: where a text is repeated
# the last one counts that leaves enough for what has to follow. Then the data, as they are, and the last 75 bytes: prev.
function cut(text,   data_at, front, rest, part) {
  data_at = index(text, ",\"data\":"); front = substr(text, 1, data_at - 1); rest = substr(text, length(text) - 74)
  prev = substr(rest, 10, 64)
  if (data_at == 0 || length(text) < data_at + 82 || rest !~ /^,"prev":"[0-9a-f]+"[}]$/) return 0
  data = substr(text, data_at + 8, length(text) - data_at - 82)

  rest = substr(front, index(front, ",\"operator\":{") + 13); front = substr(front, 1, length(front) - length(rest))
  if (front !~ /^[{]"v":1,"seq":[0-9]+,"at":"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9][.][0-9][0-9][0-9]Z","clock":"(wall|virtual)","mono":[0-9]+,"run":"[A-Za-z0-9][A-Za-z0-9._-]*","runNo":(null|[0-9]+),"target":"(aws|sandbox|other)","account":"[^"\\]*","region":"[^"\\]*","operator":[{]$/) return 0
  split(front, part, "\"")
  seq = inner(part[5]); at = part[8]; clock = part[12]; mono = inner(part[15]); run = part[18] ""; run_no = inner(part[21])
  origin = "\"target\":\"" part[24] "\",\"account\":\"" part[28] "\",\"region\":\"" part[32] "\""
  if (length(seq) > 15 || length(mono) > 15 || length(run_no) > 15) return 0

  if (substr(rest, length(rest)) != "\"" || index(rest, "\342\200\250") || index(rest, "\342\200\251")) return 0
  rest = substr(rest, 1, length(rest) - 1)
  if (!match(rest, /^.*","step":"/)) return 0
  rest = substr(rest, 1, RLENGTH - 10)
  if (!match(rest, /^.*[}],"kind":"[a-z-]+","command":"/)) return 0
  rest = substr(rest, 1, RLENGTH - 13)
  kind = substr(rest, length(rest) - 11); sub(/^.*"/, "", kind)
  return (kind in is_kind) && index(substr(rest, 1, length(rest) - length(kind) - 10), "},\"tool\":{")
}
function inner(text) { return substr(text, 2, length(text) - 2) }
function plain(digits) { sub(/^0+/, "", digits); return digits == "" ? "0" : digits }

function take_data(   value, part) {
  if (kind == "intent") open_at[n ""] = 1
  else if (kind == "outcome" || kind == "recovery") {
    value = match(data, /^[{]"intent":(null|[0-9]+)[,}]/) ? substr(data, 11, RLENGTH - 11) : ""
    if (value == "" || length(value) > 15 || kind value == "outcomenull") bad_data("names no intent.")
    close_intent(value)
  } else if (kind == "spill") {
    value = match(data, /^[{]"closes":(null|[0-9]+),"kind":"[a-z-]+","sha256":"[0-9a-f]+",/) ? substr(data, 1, RLENGTH) : ""
    split(value, part, "\"")
    if (length(part[10]) != 64 || length(inner(part[3])) > 15) bad_data("does not carry a spilled line.")
    if (part[6] == "intent") open_at[n ""] = 1
    close_intent(inner(part[3]))
  } else if (kind == "section") {
    split(data, part, "\"")
    if (data !~ /^[{]"file":"[A-Za-z0-9._\/-]+","offset":[0-9]+,"length":[0-9]+,"sha256":"[0-9a-f]+"[}]$/ || length(part[12]) != 64 ||
        length(part[7]) > 17 || length(part[9]) > 17 || !is_record(part[4])) bad_data("does not describe a section.")
    print "section " n " " part[4] " " plain(inner(part[7])) " " plain(inner(part[9])) " " part[12]
  } else if (kind == "artifact") {
    split(data, part, "\"")
    if (data !~ /^[{]"path":"[A-Za-z0-9._\/-]+","bytes":[0-9]+,"sha256":"[0-9a-f]+"[}]$/ || length(part[10]) != 64 ||
        length(part[7]) > 17 || !is_record(part[4])) bad_data("does not describe an attachment.")
    print "artifact " n " " part[4] " " plain(inner(part[7])) " " part[10]
  } else if (kind == "run-ended") {
    value = match(data, /"signer":(null|"[a-z0-9@.-]+ [A-Za-z0-9+\/]+=?=?")[}]$/) ? substr(data, RSTART + 9, RLENGTH - 10) : ""
    if (value == "") bad_data("does not name its signer.")
    if (n == head_lines) print "signer " (value == "null" ? "none" : inner(value))
  }
}
function close_intent(value) {
  if (value == "null") return
  if (!(plain(value) in open_at)) bad_data("closes intent " value ", which is not open: each is closed exactly once.")
  delete open_at[plain(value)]
}
# Below docs/validation, by plain names of at most 120 letters.
function is_record(path,   count, part, i) {
  if (path !~ /^docs\/validation(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/) return 0
  count = split(path, part, "/")
  for (i = 3; i <= count; i++) if (length(part[i]) > 120) return 0
  return 1
}

function finish(   i) {
  if (n != whole_lines) stop()
  if (suspect != "") blame(head_lines == n ? ENVIRON["head_sha"] "" : "")
  for (i = 1; i <= n; i++) if ((i "") in open_at) print "In doubt: the intent of line " i " has no outcome. The next command re-reads live state." > "../doubts"
  print "judged " n, last_sha, owed + 0, runs + 0, numbered + 0, sprintf("%.0f", highest)
  print "complete"
}
'
wanted=$h_lines; [ $witness_count -eq 0 ] || wanted="$wanted ${witness_line[*]}"
ledger_now 2>/dev/null | (
  CDPATH='' cd "$scratch/lines" && sha_tool=$sha_tool whole_lines=$whole_lines wanted=$wanted head_lines=$h_lines head_sha=${h_sha-} awk "$judge"
) >"$scratch/facts" 2>/dev/null || : >"$scratch/facts"
# read_facts: every fact into variables, and of all recorded files a list of digests, of sizes and of names for all_fit.
sections=0; artifacts=0; origin=''; promised=''; found=''; is_complete=no
read_facts() {
  local fact
  while IFS= read -r fact; do
    set -- $fact
    case ${1-} in
      origin) origin=${fact#origin } ;;
      sha) sha_at[$2]=$3 ;;
      signer) promised=${fact#signer } ;;
      section)
        s_line[sections]=$2; s_file[sections]=$3; s_offset[sections]=$4; s_length[sections]=$5; s_sha[sections]=$6
        sections=$((sections + 1)); say "$6  $3" >&3; say "$5 $3" >&4; say "$3" >&5 ;;
      artifact)
        a_line[artifacts]=$2; a_file[artifacts]=$3; a_bytes[artifacts]=$4; a_sha[artifacts]=$5
        artifacts=$((artifacts + 1)); say "$5  $3" >&3; say "$4 $3" >&4; say "$3" >&5 ;;
      bad | judged) found=$fact ;;
      complete) is_complete=yes ;;
    esac
  done
}
set -f; read_facts <"$scratch/facts" 3>"$scratch/digests" 4>"$scratch/sizes" 5>"$scratch/names" 2>/dev/null; set +f
case $is_complete:$found in
  yes:bad*) found=${found#bad }; bad_line "${found%% *}" "${found#* }" ;;
  yes:judged*) read -r _ n last_sha owed runs numbered highest_no <<<"$found" ;;
  *) no_scratch "awk stopped, or the scratch folder in $shelf is full" ;;
esac
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
  [ -n "$promised" ] || head_bad "The head names line $h_lines, where no run ended."
fi
for ((i = 0; i < witness_count; i++)); do
  w_line=${witness_line[i]}
  [ $w_line -le $n ] || head_bad "${witness_from[i]} saw line $w_line, but the ledger has $n lines: its end was cut off."
  [ "${sha_at[w_line]-}" = "${witness_sha[i]}" ] ||
    broken "docs/validation/head (ledger line $w_line)" "Two heads: ${witness_from[i]} saw ${witness_sha[i]} at line $w_line, this ledger has ${sha_at[w_line]-none}. History was rewritten, or two people wrote to copies of one ledger."
done
# --- sections and attachments
# all_fit: all that is recorded at once, by a few processes. Where it does not, the loops after it find out what is wrong.
in_root() { (CDPATH='' cd -- "$root/." && xargs "$@") 2>/dev/null; }
all_fit() {
  local i end=0
  [ $sections -gt 0 ] || return 1
  for ((i = 0; i < sections; i++)); do
    [ ${s_offset[i]} -eq $end ] && [ -f "$root/${s_file[i]}" ] || return 1
    end=$((end + s_length[i]))
  done
  for ((i = 0; i < artifacts; i++)); do [ -f "$root/${a_file[i]}" ] || return 1; done
  in_root $sha_tool <"$scratch/names" | cmp -s - "$scratch/digests" &&
    in_root wc -c <"$scratch/names" | awk '$2 != "total" { print $1, $2 }' | cmp -s - "$scratch/sizes" &&
    say "${s_file[@]}" | in_root cat | cmp -s - "$target"
}
offset=0; have=0; interrupted=''
[ -f "$target" ] && have=$(size_of "$target")
# is_recorded <file> <bytes> <sha256>
is_recorded() { [ "$(size_of "$root/$1")" -eq "$2" ] && [ "$(digest <"$root/$1")" = "$3" ]; }
find_misfit() {
  local i file length place
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
}
all_fit || find_misfit
[ $torn -eq 0 ] || bad_line $((n + 1)) "Line $((n + 1)) is cut off: $torn bytes without an end. The next command sets them aside and says so."
[ -z "$interrupted" ] || broken "$name (ledger line ${s_line[sections - 1]})" "$interrupted The next command completes it and says so."
# --- the signature
signed=0; signature='Not signed.'
check_signature() {
  local principal print
  if [ -z "$h_armor" ]; then
    [ "$promised" = none ] || head_bad "Line $h_lines names the key that signs this head, but it is not signed."
    return
  fi
  if ! command -v ssh-keygen >/dev/null 2>&1; then
    say 'ssh-keygen is not here: all but the signature fits, and the signature was NOT CHECKED.'; exit 3
  fi
  { printf '%s' "$h_armor" >"$scratch/sig" && printf '%s' "$h_signed" >"$scratch/signed" &&
    printf 'head %s\n' "$promised" >"$scratch/promised" && printf '%s\n' "$promised" >"$scratch/key.pub"; } 2>/dev/null || no_scratch "The scratch folder in $shelf is full"
  ssh-keygen -Y verify -f "$scratch/promised" -I head -n naver-sms-evidence -s "$scratch/sig" <"$scratch/signed" >/dev/null 2>&1 ||
    head_bad "The head's signature is not valid, or not by the key that line $h_lines names."
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
for list in doubts dates; do [ ! -e "$scratch/$list" ] || cat "$scratch/$list"; done
[ $highest_no -le $numbered ] || say "Note: $((highest_no - numbered)) run numbers below $highest_no are not here: every run takes a number, so ask where they were recorded."
if [ $signed -eq $n ]; then say "VERIFIED: $n lines, head $last_sha."
else say "VERIFIED TO LINE $signed, $((n - signed)) lines unsigned: whole by its chain, head $last_sha. Gates refuse unsigned lines."; fi
exit 0
