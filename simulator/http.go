package simulator

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"time"
)

// maxBody bounds the body of a request, in bytes; a DeleteCall needs some 200.
const maxBody = 8 << 10

// ServeHTTP answers one request.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != Path {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "the API takes GET and POST", http.StatusMethodNotAllowed)
		return
	}
	if r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	}
	unreadable := r.ParseForm()
	readAsTomcat(r)
	arrived := s.arrive(r)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(unreadable, &tooLarge) {
		http.Error(w, "the request is too large", http.StatusRequestEntityTooLarge)
		return
	}
	var fault Fault
	switch {
	case arrived.Action == "DeleteCall":
		fault = s.nextFault(&s.faults)
	case isLookUp(arrived.Action):
		fault = s.nextFault(&s.lookUpFaults)
	}
	result, err := s.execute(r, arrived.At, unreadable, fault)
	if err == nil {
		err = hold(r.Context(), fault.Delay)
	}
	switch {
	case err != nil: // the client went away, or the server stops
		http.Error(w, "the request was interrupted", http.StatusServiceUnavailable)
	case fault.Status != 0:
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		w.WriteHeader(fault.Status)
		w.Write([]byte(fault.Page)) // a client that went away needs no answer
	case fault.Drop:
		panic(http.ErrAbortHandler)
	default:
		result.action = arrived.Action
		s.answered(arrived, result)
		result.write(w, r.Form.Get("responseType"))
	}
}

// readAsTomcat reads a form that names no charset as ISO-8859-1, as a Verba server's Tomcat does unless it is configured otherwise
// (Servlet specification, "Request data encoding"). A query is always UTF-8.
func readAsTomcat(r *http.Request) {
	_, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if parameters["charset"] != "" || len(r.PostForm) == 0 {
		return
	}
	r.Form = r.URL.Query()
	for name, values := range r.PostForm {
		for _, value := range values {
			r.Form[name] = append(r.Form[name], latin1(value))
		}
	}
}

// latin1 takes each byte for a character.
func latin1(bytes string) string {
	characters := make([]rune, len(bytes))
	for i := range len(bytes) {
		characters[i] = rune(bytes[i])
	}
	return string(characters)
}

// execute does what the request asks for, or what the fault makes of it.
func (s *Simulator) execute(r *http.Request, asked time.Time, unreadable error, fault Fault) (answer, error) {
	switch {
	case fault.Status != 0:
		return answer{}, nil
	case fault.Code != 0:
		return refusal(fault.Code, "%s", fault.Message), nil
	case unreadable != nil:
		return refusal(codeInvalidParameters, "Invalid parameters: the request can not be read."), nil
	}
	action := r.Form.Get("action")
	if action != "DeleteCall" && action != "RequestToken" && !(isLookUp(action) && !s.config.LookUps.Missing) {
		return refusal(codeInvalidAction, "Invalid action."), nil
	}
	if refused, ok := checkForm(r.Form); !ok {
		return refused, nil
	}
	if action == "RequestToken" {
		return s.requestToken(r, r.Form), nil
	}
	if refused, ok := s.authenticate(r, r.Form); !ok {
		return refused, nil
	}
	if action == "DeleteCall" {
		return s.deleteCall(r.Context(), r.Form, asked)
	}
	return s.lookUp(r.Context(), action, r.Form, asked, fault)
}

// checkForm refuses what no action takes: a parameter that is given twice, and an unknown response type.
func checkForm(form url.Values) (refused answer, ok bool) {
	for name, values := range form {
		if len(values) > 1 && name != "anynum" && name != "anyname" {
			return refusal(codeInvalidParameters, "Invalid parameters: %s is given %d times.", name, len(values)), false
		}
	}
	switch value := form.Get("responseType"); value {
	case "", "XML", "HTML", "TEXT":
		return answer{}, true
	default:
		return refusal(codeInvalidParameters, "Invalid parameters: responseType %s is not valid.", value), false
	}
}

// arrive notes a request before anything is done about it.
func (s *Simulator) arrive(r *http.Request) *Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	arrived := &Request{At: s.now(), Method: r.Method, Action: r.Form.Get("action"), Params: r.Form}
	s.requests.add(arrived)
	return arrived
}

// answered notes the answer to a request, and passes it to the observer.
func (s *Simulator) answered(arrived *Request, result answer) {
	s.mu.Lock()
	arrived.Answered, arrived.Code, arrived.Message = true, result.code, result.message
	observed := *arrived
	s.mu.Unlock()
	if s.config.Observe != nil {
		s.config.Observe(observed)
	}
}

func hold(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	return sleep(ctx, d)
}
