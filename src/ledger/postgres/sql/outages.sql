SELECT portal, began, last, ended, calls, said FROM einv.outages ORDER BY id DESC LIMIT $1
