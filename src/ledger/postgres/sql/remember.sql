UPDATE einv.memory SET value = $2 WHERE name = $1
