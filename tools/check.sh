#!/usr/bin/env bash
# What a machine can check besides the tests: style, types, imports, migrations, both databases, a real browser.
# DATABASE_URL and REDIS_URL name the servers of the second run; without them the usual local ones are tried.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
export PYTHONPATH=.:site
failed=()

step() {
  local name=$1; shift
  local start=$SECONDS
  if "$@" >"var/check-$name.log" 2>&1; then
    printf 'ok      %-12s %4ss  %s\n' "$name" $((SECONDS - start)) "$(tail -n 1 "var/check-$name.log" | cut -c1-100)"
  else
    printf 'FAILED  %-12s %4ss\n' "$name" $((SECONDS - start)); tail -n 40 "var/check-$name.log"; failed+=("$name")
  fi
}

mkdir -p var
step lint "$bin/ruff" check .
step format "$bin/ruff" format --check .
step templates "$bin/djlint" --lint --quiet directory experts forums cms site/templates site/search site/notifications site/api site/following
step types "$bin/mypy" .
step imports "$bin/lint-imports"
step migrations "$bin/python" manage.py makemigrations --check --dry-run
step catalogues "$bin/python" tools/catalogues.py check
step deployment env DJANGO_SETTINGS_MODULE=portal.settings.production \
  SECRET_KEY=f3Kq0-vXy7RbT2uWz8LmN4cPd6HsJg1AeQo9YiVx5CtBnMr-nOtSeCrEt ALLOWED_HOSTS=network.example BASE_URL=https://network.example \
  DATABASE_URL=postgres://127.0.0.1/none REDIS_URL=redis://127.0.0.1:6379/1 EMAIL_URL=smtp://127.0.0.1:25 \
  SEARCH_ENGINE=postgresql "$bin/python" manage.py check --deploy --fail-level WARNING
step postgresql env DATABASE_URL="${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres}" \
  REDIS_URL="${REDIS_URL:-redis://127.0.0.1:6379/9}" SEARCH_ENGINE=postgresql \
  "$bin/python" -m pytest -q -n 2 -m "not journey"
step journeys "$bin/python" -m pytest -q -m journey

if [ ${#failed[@]} -gt 0 ]; then
  echo "Failed: ${failed[*]}"
  exit 1
fi
echo "Everything passed."
