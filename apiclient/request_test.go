package apiclient

import (
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/secret"
)

// sampleTarget is the GET sample of the specification, without its host.
const sampleTarget = "/verba/api?action=DeleteCall&apiKey=74c8eea0-50c6-40b2-9f3e-252ed501c3c8&token=09835e02-6c10-11e0-bb22-ba324924019b&responseType=XML&extension=8856&status=last"

func TestAGETIsTheSpecificationsSampleAndUnlikeAnyOther(t *testing.T) {
	s := serve(t, answers(200, successDocument))
	tr := against(s, "http")
	tr.server.Method = deletion.GET
	tr.config.Credentials = held{key: sampleKey, token: sampleToken}
	wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)

	want := "GET " + sampleTarget + " HTTP/1.1\r\nHost: " + s.addr() +
		"\r\nUser-Agent: deletecall\r\nConnection: close\r\nAccept: text/xml, application/xml, text/html, text/plain, */*;q=0.1\r\n" +
		"Accept-Encoding: identity\r\nCache-Control: no-cache, no-store\r\nPragma: no-cache\r\n\r\n"
	call := s.deleteCalls()[0]
	if got := strings.Replace(call.raw, call.unlike, "", 1); got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
	tr.send(t)
	if again := s.deleteCalls()[1]; again.unlike == call.unlike || len(again.unlike) < len("&_=")+26 {
		t.Errorf("two requests end with %s and %s", call.unlike, again.unlike)
	}
}

func TestAPOSTCarriesTheSampleAsAFormAndKeepsTheURLBare(t *testing.T) {
	s := serve(t, answers(200, successDocument))
	tr := against(s, "http")
	tr.config.Credentials = held{key: sampleKey, token: sampleToken}
	wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)

	_, form, _ := strings.Cut(sampleTarget, "?")
	want := "POST /verba/api HTTP/1.1\r\nHost: " + s.addr() + "\r\nUser-Agent: deletecall\r\nConnection: close\r\n" +
		"Content-Length: 148\r\nAccept: text/xml, application/xml, text/html, text/plain, */*;q=0.1\r\nAccept-Encoding: identity\r\n" +
		"Cache-Control: no-cache, no-store\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nPragma: no-cache\r\n\r\n" + form
	if got := s.deleteCalls()[0].raw; got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
}

func TestEverySelectorIsWrittenAsTheSpecificationNamesIt(t *testing.T) {
	const start = "action=DeleteCall&apiKey=" + sampleKey + "&responseType=XML&"
	for _, test := range []struct {
		kind               deletion.IdentifierType
		identifier, status string
		want               string
	}{
		{deletion.CallID, "a8343631-9f35-4a3a-83f0-9e81592339fb", "", "callID=a8343631-9f35-4a3a-83f0-9e81592339fb"},
		{deletion.PlatformCallID, "71627389", "", "platformCallID=71627389"},
		{deletion.NativeID, "TRS26140192", "", "nativeID=TRS26140192"},
		{deletion.MeetingID, "WHBFM6DD", "", "meetingID=WHBFM6DD"},
		{deletion.Extension, "8856", "last", "extension=8856&status=last"},
		{deletion.Extension, "8856", "ongoing", "extension=8856&status=ongoing"},
		{deletion.Extension, "8856", "next", "extension=8856&status=next"},
		{deletion.Extension, "8856", "ongoing, next", "extension=8856&status=ongoing%2Cnext"},
		{deletion.Extension, "8856", "last , ongoing", "extension=8856&status=last%2Congoing"},
		{deletion.Extension, "+49 30&status=next", "last", "extension=%2B49%2030%26status%3Dnext&status=last"},
		{deletion.NativeID, "jürgen-őű-2", "", "nativeID=j%C3%BCrgen-%C5%91%C5%B1-2"},
		{deletion.NativeID, "sip:müller@example.com;tag=1#2", "", "nativeID=sip%3Am%C3%BCller%40example.com%3Btag%3D1%232"},
	} {
		for _, method := range []deletion.Method{deletion.GET, deletion.POST} {
			t.Run(string(method)+" "+test.want, func(t *testing.T) {
				s := serve(t, answers(200, successDocument))
				tr := against(s, "http")
				tr.server.Method = method
				sending, err := tr.client(t).Prepare(t.Context(), tr.requestFor(t, test.kind, test.identifier, test.status))
				if err != nil {
					t.Fatal(err)
				}
				wantOutcome(t, sending.Send(t.Context()), deletion.Accepted, deletion.CauseAnswered)
				if got := s.deleteCalls()[0].form; got != start+test.want {
					t.Errorf("sent %s\nwant %s", got, start+test.want)
				}
			})
		}
	}
}

func TestThePreviewIsWhatIsSentWithItsSecretsMasked(t *testing.T) {
	s := serve(t, answers(200, successDocument))
	tr := against(s, "http")
	tr.config.Credentials = held{key: sampleKey, token: sampleToken}
	client := tr.client(t)
	sending, err := client.Prepare(t.Context(), tr.requestFor(t, deletion.Extension, "8856", "ongoing,next"))
	if err != nil {
		t.Fatal(err)
	}
	preview := sending.Preview()
	wantOutcome(t, sending.Send(t.Context()), deletion.Accepted, deletion.CauseAnswered)

	arrived := strings.Split(s.deleteCalls()[0].form, "&")
	if len(preview.Parameters) != len(arrived) {
		t.Fatalf("%d parameters were shown, %d sent", len(preview.Parameters), len(arrived))
	}
	for i, shown := range preview.Parameters {
		name, value, _ := strings.Cut(arrived[i], "=")
		value = strings.ReplaceAll(value, "%2C", ",")
		if shown.Secret {
			value = secret.New(value).Masked()
		}
		if shown.Name != name || shown.Value != value {
			t.Errorf("%s=%s was shown, %s=%s sent", shown.Name, shown.Value, name, value)
		}
	}
	if preview.Method != deletion.POST || preview.Endpoint != tr.server.Endpoint || preview.Login != "" {
		t.Errorf("the preview is %+v", preview)
	}
}

func TestAPreviewBeforeTheCredentialsAreKnownShowsDots(t *testing.T) {
	s := serve(t, answers(200, successDocument))
	tr := against(s, "http")
	client := tr.client(t)
	preview := client.Preview(deletion.Request{Server: tr.server})
	want := []deletion.Parameter{{Name: "action", Value: "DeleteCall"}, {Name: "apiKey", Value: secret.Dots, Secret: true}, {Name: "responseType", Value: "XML"}}
	if len(preview.Parameters) != len(want) || preview.Parameters[0] != want[0] || preview.Parameters[1] != want[1] || preview.Parameters[2] != want[2] {
		t.Errorf("the preview is %+v", preview.Parameters)
	}
	if _, err := client.Prepare(t.Context(), tr.lastOf8856(t)); err != nil {
		t.Fatal(err)
	}
	if got := client.Preview(tr.lastOf8856(t)).Parameters[1].Value; got != "••••c3c8" {
		t.Errorf("the key is shown as %s", got)
	}
	if s.connections() != 0 {
		t.Error("a preview connected to the server")
	}
}
