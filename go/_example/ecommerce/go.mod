module gopherscope.dev/example/ecommerce

go 1.22
