package graph

import (
	"bytes"
	"encoding/base64"
	"image"
	_ "image/gif"  // a logo may be a GIF
	_ "image/jpeg" // or a JPEG
	_ "image/png"  // or a PNG
	"mime"
	"net/http"

	"teamwright/steps/sandbox/store"
)

// logoKey is where an application keeps its logo. It is no property of the
// type, so a read of the application does not show it.
const logoKey = "$logo"

// largestLogo is the size in bytes that the service takes. Source: Microsoft
// Entra, add branding to an application's registration.
const largestLogo = 100 << 10

// putLogo takes a picture whose content is what its type says.
func (s *Service) putLogo(a *ask) (*reply, *problem) {
	declared, _, err := mime.ParseMediaType(a.r.Header.Get("Content-Type"))
	if err != nil {
		return nil, malformed("A valid Content-Type is required for the logo.")
	}
	switch declared {
	case "image/png", "image/jpeg", "image/gif":
	default:
		return nil, &problem{status: http.StatusUnsupportedMediaType, code: badRequest, message: "The logo must be sent as image/png, image/jpeg or image/gif, not as " + clip(declared) + "."}
	}
	if len(a.body) > largestLogo {
		return nil, broken("logo", "InvalidLength", "The logo is larger than 100 KB.")
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(a.body))
	if err != nil || "image/"+format != declared || config.Width < 1 || config.Height < 1 {
		return nil, broken("logo", "InvalidValue", "The content of the logo is no picture of the declared type.")
	}
	why := s.change(a, func(tx *store.Tx) *problem {
		app, why := s.managed(a, tx)
		if why != nil {
			return why
		}
		latest := store.Clone(app)
		latest[logoKey] = base64.StdEncoding.EncodeToString(a.body)
		info := inner(latest, "info")
		if info == nil {
			info = store.Object{}
			latest["info"] = info
		}
		info["logoUrl"] = a.base + "/applications/" + str(app, "id") + "/logo"
		tx.Put(store.Applications, str(app, "id"), latest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

func (s *Service) getLogo(a *ask) (*reply, *problem) {
	var app store.Object
	var why *problem
	if p := s.view(a, func(v *store.View) { app, why = locate(v, store.Applications, a.keys[0]) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	data, err := base64.StdEncoding.DecodeString(str(app, logoKey))
	if err != nil || len(data) == 0 {
		return nil, &problem{status: http.StatusNotFound, code: "ImageNotFound", message: "The application has no logo."}
	}
	return &reply{status: http.StatusOK, body: data, header: map[string]string{"Content-Type": "application/octet-stream"}}, nil
}
