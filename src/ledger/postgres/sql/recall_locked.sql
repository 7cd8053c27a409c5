SELECT value FROM einv.memory WHERE name = $1 FOR UPDATE
