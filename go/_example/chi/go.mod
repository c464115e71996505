module gopherscope.dev/example/chi

go 1.24

require gopherscope.dev/go v0.0.0

require github.com/go-chi/chi/v5 v5.5.0

replace gopherscope.dev/go => ../..
