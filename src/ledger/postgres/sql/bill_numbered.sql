SELECT record FROM einv.eway_bills WHERE ewb_no = $1
