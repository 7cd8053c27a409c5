SELECT record FROM einv.documents WHERE ewb_until >= $1 ORDER BY ewb_until LIMIT $2
