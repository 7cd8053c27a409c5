SELECT record FROM einv.documents WHERE state = 'registered' AND updated >= $1 ORDER BY updated LIMIT $2
