DELETE FROM einv.exchanges WHERE at < $1
