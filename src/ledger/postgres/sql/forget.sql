DELETE FROM einv.exchanges WHERE id IN (SELECT id FROM einv.exchanges WHERE at < $1 ORDER BY at LIMIT $2) RETURNING id
