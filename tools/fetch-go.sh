#!/usr/bin/env bash
# Unpacks Go toolchains from Debian packages into a folder, without root's package database:
#   tools/fetch-go.sh FOLDER 1.22 1.23 1.24
# gives FOLDER/1.22/bin/go and so on. The packages stand in suites beside the machine's own (its
# backports, later releases), so a second list of sources is derived from the machine's by changing
# the suite. Versions that no suite has are named on stderr and left out.
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift
suites=(bookworm-backports trixie trixie-backports forky sid)

state="$folder/.apt"
mkdir -p "$state"/{lists/partial,cache/archives/partial,sources}

debian_uri=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN)' 2>/dev/null | awk '$2 == "Debian" && $1 !~ /security/ { print $1; exit }')
[ -n "$debian_uri" ] || { echo "fetch-go: this machine's package sources name no Debian archive" >&2; exit 1; }
for suite in "${suites[@]}"; do
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$debian_uri" "$suite"
done > "$state/sources/go.list"

apt=(apt-get -qq
  -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$state/sources"
  -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" -o APT::Sandbox::User=root)

wanted=()
for version in "$@"; do [ -x "$folder/$version/bin/go" ] || wanted+=("$version"); done
[ ${#wanted[@]} -gt 0 ] || exit 0
"${apt[@]}" update 2>/dev/null || true # a suite that is not there is no reason to stop

for version in "${wanted[@]}"; do
  work=$(mktemp -d)
  if (cd "$work" && "${apt[@]}" download "golang-$version-go" "golang-$version-src" 2>/dev/null); then
    for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
    # The Go package links to /usr/share for src and more; one tree needs none of those links.
    mkdir -p "$folder/$version"
    cp -rL --no-preserve=ownership "$work/root/usr/share/go-$version/." "$folder/$version/" 2>/dev/null || true
    cp -rL --no-preserve=ownership "$work/root/usr/lib/go-$version/." "$folder/$version/" 2>/dev/null || true
    "$folder/$version/bin/go" version
  else
    echo "fetch-go: no package golang-$version-go in ${suites[*]}" >&2
  fi
  rm -rf "$work"
done
