SELECT DISTINCT gstin FROM einv.documents WHERE state = 'registered' AND updated >= $1
