package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"gopherscope.dev/go"
)

func TestRoutesOfChi(t *testing.T) {
	router := newRouter(gopherscope.NewRegistry())
	for _, request := range []string{"GET /users/1", "GET /users/2", "POST /shop/orders", "GET /nowhere", "GET /shop/none"} {
		method, path, _ := strings.Cut(request, " ")
		router.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, path, nil))
	}
	req := httptest.NewRequest("GET", gopherscope.Path+"metrics", nil)
	req.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	router.ServeHTTP(w, req)
	for _, line := range []string{
		`_count{http_request_method="GET",http_route="/users/{id}",http_response_status_code="200"} 2`,
		`_count{http_request_method="POST",http_route="/shop/orders",http_response_status_code="201"} 1`,
		`_count{http_request_method="GET",http_route="unmatched",http_response_status_code="404"} 1`,
		`_count{http_request_method="GET",http_route="/shop/*",http_response_status_code="404"} 1`,
	} {
		if !strings.Contains(w.Body.String(), "http_server_request_duration_seconds"+line+"\n") {
			t.Errorf("no %s in\n%s", line, w.Body)
		}
	}
}
