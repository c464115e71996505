module gopherscope.dev/example/ecommerce

go 1.23

require gopherscope.dev/go v0.0.0

replace gopherscope.dev/go => ../..
