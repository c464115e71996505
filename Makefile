# The same as the npm commands, for fingers that know make.
.PHONY: run test demo
run:
	npm start
test:
	npm test
# The demo shop with two faults, on http://127.0.0.1:8080; load it with: cd go && go run ./cmd/loadgen --target http://127.0.0.1:8080
demo:
	cd go/_example/ecommerce && go run . --faults memory-leak,goroutine-leak
