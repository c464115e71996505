module gopherscope.dev/go

go 1.23
