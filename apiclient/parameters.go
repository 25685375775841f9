package apiclient

import (
	"net/url"
	"strings"

	"deletecall/deletion"
	"deletecall/secret"
)

// parameter is one parameter of a request. Its value is in secret when it has one.
type parameter struct {
	name     string
	value    string
	secret   secret.Text
	isSecret bool
}

// deleteCallParameters are the parameters of a DeleteCall in the order of the
// specification's sample. What is shown and what is sent both come from here.
func deleteCallParameters(request deletion.Request, key, token secret.Text, withToken bool) []parameter {
	list := []parameter{
		{name: "action", value: deleteCall},
		{name: "apiKey", secret: key, isSecret: true},
	}
	if withToken {
		list = append(list, parameter{name: "token", secret: token, isSecret: true})
	}
	list = append(list, parameter{name: "responseType", value: string(responseType(request))})
	if selector := request.Sent(); !selector.IsZero() {
		list = append(list, parameter{name: string(selector.Type()), value: selector.Identifier()})
		if status := selector.Status(); status != deletion.NoStatus {
			list = append(list, parameter{name: "status", value: string(status)})
		}
	}
	return list
}

func requestTokenParameters(key secret.Text) []parameter {
	return []parameter{
		{name: "action", value: requestToken},
		{name: "apiKey", secret: key, isSecret: true},
		{name: "responseType", value: string(deletion.XML)},
	}
}

// encode writes the parameters as a form or a query.
func encode(parameters []parameter) string {
	var b strings.Builder
	for i, p := range parameters {
		if i > 0 {
			b.WriteByte('&')
		}
		value := p.value
		if p.isSecret {
			value = p.secret.Reveal()
		}
		b.WriteString(p.name)
		b.WriteByte('=')
		// A blank as "+" is for forms only; "%20" is read by all.
		b.WriteString(strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
	}
	return b.String()
}

func (c *Client) preview(request deletion.Request, with credentials) deletion.Preview {
	granted, loginFirst := c.session.plan(with, c.now())
	token := granted.token
	preview := deletion.Preview{
		Method:   method(request),
		Endpoint: c.endpoint.String(),
	}
	if loginFirst {
		preview.Login = with.user
	}
	for _, p := range deleteCallParameters(request, with.key, token, token.IsSet() || loginFirst) {
		shown := deletion.Parameter{Name: p.name, Value: p.value, Secret: p.isSecret}
		if p.isSecret {
			if shown.Value = p.secret.Masked(); shown.Value == "" {
				shown.Value = secret.Dots
			}
		}
		preview.Parameters = append(preview.Parameters, shown)
	}
	return preview
}

func method(request deletion.Request) deletion.Method {
	if request.Server.Method == deletion.GET {
		return deletion.GET
	}
	return deletion.POST
}

func responseType(request deletion.Request) deletion.ResponseType {
	if request.Server.ResponseType == "" {
		return deletion.XML
	}
	return request.Server.ResponseType
}
