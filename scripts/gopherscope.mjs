#!/usr/bin/env node
// The command gopherscope: from a clone, npx gopherscope.
import './start.mjs';
