module einv.in/einv

go 1.19
