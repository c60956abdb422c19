// Pins the packages anew without the address of any registry or sponsor: node lock.mjs
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const options = ['--package-lock-only', '--omit-lockfile-registry-resolved', '--ignore-scripts', '--no-audit']
execFileSync('npm', ['install', ...options], { stdio: 'inherit' })
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
for (const entry of Object.values(lock.packages)) {
  delete entry.funding
  delete entry.resolved
}
writeFileSync('package-lock.json', JSON.stringify(lock, null, 2) + '\n')
