SELECT record FROM einv.documents WHERE irn = $1
