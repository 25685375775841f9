package apiclient

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

// The actions of the API that this package uses.
const (
	deleteCall         = "DeleteCall"
	requestToken       = "RequestToken"
	getCallInformation = "GetCallInformation"
	getCallID          = "GetCallID"
	searchCalls        = "SearchCalls"
)

// The header that every request carries.
const (
	// userAgent names the product to the server's log.
	userAgent = "deletecall"
	// accept is there because common firewall rules refuse requests without it.
	accept = "text/xml, application/xml, text/html, text/plain, */*;q=0.1"
	// formType names the charset: a form without one is read as ISO-8859-1 by Tomcat
	// (Servlet specification, "Request data encoding").
	formType = "application/x-www-form-urlencoded; charset=UTF-8"
)

// requestHeader is sent with every request. No cache may store it or answer it
// (RFC 9111, section 5.2.1; Pragma is for those of HTTP/1.0).
func requestHeader() http.Header {
	return http.Header{
		"User-Agent":      {userAgent},
		"Accept":          {accept},
		"Accept-Encoding": {"identity"},
		"Cache-Control":   {"no-cache, no-store"},
		"Pragma":          {"no-cache"},
	}
}

// maxAnswer bounds what is read of an answer, in bytes. A DeleteCall's answer has
// some 200; after the limit nothing more is read, and nothing is proved.
const (
	maxAnswer  = 1 << 20
	mostAnswer = "1 MiB" // the same in words
)

type call struct {
	method     deletion.Method
	parameters []parameter
	user       string // for a Basic login; empty for none
	password   secret.Text
	cookies    []cookie // of the login that gave the token
	// kept says that nothing but its deadline ends the call once its request was
	// handed to a connection.
	kept bool
}

type exchange struct {
	started  time.Time
	sent     time.Time // right before the request was handed to the connection
	zone     *time.Location
	duration time.Duration
	// connected says that a connection was handed to the request. Without it the
	// request provably never left.
	connected bool
	received  bool  // at least one byte came back
	err       error // what ended it before the answer was read to its end
	status    int   // 0 when no head was read
	delimited bool  // the answer says where it ends, other than by closing
	followed  bool  // more came after that end
	header    http.Header
	body      []byte // unpacked; at most maxAnswer bytes
	packed    packing
	sha256    string // of body, in hexadecimal
}

// exchange sends the call once and reads the answer. Every layer that could
// send it again is left out: the connection is made beforehand and is the only
// one that the transport is given, and redirects are followed by [http.Client],
// which is not used.
func (c *Client) exchange(ctx context.Context, what call) exchange {
	ex := exchange{started: c.now(), zone: c.zone}
	ex.err = c.connectAndSend(ctx, what, &ex)
	ex.duration = c.now().Sub(ex.started)
	return ex
}

// connectAndSend makes the connection, which ctx may end at any time, and hands the
// request to it.
func (c *Client) connectAndSend(ctx context.Context, what call, ex *exchange) error {
	conn, err := c.connect(ctx)
	if err != nil {
		return err
	}
	quiet := newQuietConn(conn)
	defer quiet.Close()
	if err := c.checkSilent(ctx, conn); err != nil {
		return err
	}
	if what.kept {
		kept, done, err := deletion.HandOver(ctx)
		if err != nil {
			return timedOut(ctx, err, err)
		}
		defer done()
		ctx = kept
	}
	err = c.roundTrip(ctx, what, quiet, ex)
	if ended := ctx.Err(); ended != nil && ex.connected && (err != nil || !ex.delimited) {
		// Whatever error the end of the time brought about. It may even look like
		// the end of an answer that ends with its connection.
		return ended
	}
	return err
}

func (c *Client) roundTrip(ctx context.Context, what call, quiet *quietConn, ex *exchange) error {
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { ex.connected = true },
	})
	request := c.request(ctx, what)
	ex.sent = c.now()
	response, err := c.transport(&onlyConn{conn: quiet}).RoundTrip(request)
	ex.received = quiet.read.Load()
	switch {
	case err != nil && quiet.cut.Load(): // net/http says what is wrong with the line that was cut
		return io.ErrUnexpectedEOF
	case err != nil:
		return err
	}
	defer response.Body.Close()
	if response.ProtoMajor != 1 {
		return errOtherHTTP
	}
	ex.status, ex.header = response.StatusCode, plainNames(response.Header)
	ex.delimited = response.ContentLength >= 0 || len(response.TransferEncoding) > 0
	if response.StatusCode < http.StatusOK {
		return nil // after 101 the body is the bare connection, without an end
	}
	err = ex.read(response.Body)
	ex.followed = err == nil && quiet.hasMore()
	return err
}

// plainNames are the names of a header as they are looked up. net/http leaves a name with
// a blank before its colon as it came, and whoever forwards an answer takes it for the
// same name (RFC 9112, section 5.1).
func plainNames(header http.Header) http.Header {
	plain := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		key := http.CanonicalHeaderKey(strings.TrimSpace(name))
		plain[key] = append(plain[key], header[name]...)
	}
	return plain
}

// errOtherHTTP says that the answer's first line names a version in which there
// is no such line.
var errOtherHTTP = errors.New("it is in another version of HTTP")

func (c *Client) request(ctx context.Context, what call) *http.Request {
	form := encode(what.parameters)
	target := *c.endpoint
	request := (&http.Request{
		Method: string(what.method),
		URL:    &target,
		Host:   target.Host,
		Header: requestHeader(),
		Close:  true,
	}).WithContext(ctx)
	if what.method == deletion.GET {
		target.RawQuery = form + "&" + unlikeAnyOther()
	} else {
		request.Header.Set("Content-Type", formType)
		// Without GetBody net/http has nothing to send a second time.
		request.Body = io.NopCloser(strings.NewReader(form))
		request.ContentLength = int64(len(form))
	}
	if what.user != "" {
		request.SetBasicAuth(what.user, what.password.Reveal())
	}
	for _, one := range what.cookies {
		request.AddCookie(&http.Cookie{Name: one.name, Value: one.value.Reveal()})
	}
	return request
}

// unlikeAnyOther is a parameter that the API does not know. It makes each URL a new
// one: a cache that ignores no-cache and hides that it stored an answer, as nginx
// does with a fixed time, can't answer in place of the server then.
func unlikeAnyOther() string {
	return "_=" + rand.Text()
}

// errTooLong ends the reading of an answer that goes on after maxAnswer.
var errTooLong = errors.New("the answer is longer than " + mostAnswer)

func (ex *exchange) read(body io.Reader) error {
	var buffer bytes.Buffer
	_, err := io.Copy(&buffer, io.LimitReader(body, maxAnswer+1))
	ex.body = buffer.Bytes()
	if len(ex.body) > maxAnswer {
		ex.body, err = ex.body[:maxAnswer], errTooLong
	}
	if err == nil {
		ex.body, ex.packed, err = unpack(ex.body, ex.header)
	} else { // half of it could not be unpacked
		ex.packed.opaque = mayBePacked(ex.body, ex.header)
	}
	sum := sha256.Sum256(ex.body)
	ex.sha256 = hex.EncodeToString(sum[:])
	return err
}
