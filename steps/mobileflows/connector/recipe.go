package connector

import (
	"fmt"
	"strings"
)

// Image is the connector's image. Whether it can still be pulled nobody can
// promise; its last tag is of 2021.
const Image = "ws1connectors/hub-ms-teams-connector"

// Port is where the connector listens. The image's own health check knows no
// other.
const Port = 8080

// Recipe is a start of the container. Exactly one of KeyURI and KeyPEM is set.
type Recipe struct {
	KeyURI string // where the Mobile Flows service publishes its key
	KeyPEM string // self-test: the key itself; the connector then fetches none
	Host   string // public host name, for the comments
}

// Kinds are the forms of a recipe.
func Kinds() []string { return []string{"docker", "compose", "kubernetes"} }

// Text is the recipe in one of its [Kinds].
func (r Recipe) Text(kind string) (string, error) {
	switch kind {
	case "docker":
		return r.docker(), nil
	case "compose":
		return r.compose(), nil
	case "kubernetes":
		return r.kubernetes(), nil
	}
	return "", fmt.Errorf("%q is none of %s", kind, strings.Join(Kinds(), ", "))
}

// warning begins every recipe.
func (r Recipe) warning() string {
	text := "# Teams connector of Workspace ONE Mobile Flows.\n" +
		"# Its parts are of 2021 and nobody mends them: let only the Mobile Flows service reach it.\n" +
		"# Pin the image by digest once you have pulled it: its tags may be gone one day.\n" +
		"# Your reverse proxy ends TLS for https://" + r.Host + " and must set\n" +
		"# X-Forwarded-Host, X-Forwarded-Proto and X-Forwarded-Port (and X-Forwarded-Prefix for a folder).\n"
	if r.KeyPEM != "" {
		return text + "# SELF-TEST: it trusts the key below, not the Mobile Flows service. Start it again without afterwards.\n"
	}
	return text + "# It fetches the key once, at its start: restart it when the key changes.\n"
}

// argument is the option that says whose tokens are taken.
func (r Recipe) argument() (name, value string) {
	if r.KeyPEM != "" {
		return "--security.oauth2.resource.jwt.key-value", strings.TrimSpace(r.KeyPEM)
	}
	return "--security.oauth2.resource.jwt.key-uri", r.KeyURI
}

// docker is a command for a POSIX shell. Neither a PEM text nor an address that
// was checked holds a single quote.
func (r Recipe) docker() string {
	name, value := r.argument()
	return r.warning() + fmt.Sprintf(`docker run --detach --name mobileflows-teams --restart unless-stopped \
  --publish 127.0.0.1:%[1]d:%[1]d --memory 1g --cap-drop ALL --security-opt no-new-privileges \
  --env TZ=UTC --env JAVA_TOOL_OPTIONS=-Duser.timezone=UTC \
  %[2]s \
  --server.port=%[1]d \
  '%[3]s=%[4]s'
`, Port, Image, name, value)
}

func (r Recipe) compose() string {
	return r.warning() + fmt.Sprintf(`services:
  mobileflows-teams:
    image: %[2]s
    restart: unless-stopped
    mem_limit: 1g
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    ports: ["127.0.0.1:%[1]d:%[1]d"]
    environment:
      TZ: UTC
      JAVA_TOOL_OPTIONS: -Duser.timezone=UTC
    command:
      - --server.port=%[1]d
%[3]s`, Port, Image, r.listed("      "))
}

func (r Recipe) kubernetes() string {
	return r.warning() + fmt.Sprintf(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: mobileflows-teams
spec:
  replicas: 1
  selector:
    matchLabels: {app: mobileflows-teams}
  template:
    metadata:
      labels: {app: mobileflows-teams}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: connector
          image: %[2]s
          env:
            - {name: TZ, value: UTC}
            - {name: JAVA_TOOL_OPTIONS, value: -Duser.timezone=UTC}
          args:
            - --server.port=%[1]d
%[3]s          ports:
            - containerPort: %[1]d
          readinessProbe:
            httpGet: {path: /health, port: %[1]d}
          livenessProbe:
            httpGet: {path: /health, port: %[1]d}
            initialDelaySeconds: 60
          resources:
            limits: {memory: 1Gi}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
---
apiVersion: v1
kind: Service
metadata:
  name: mobileflows-teams
spec:
  selector: {app: mobileflows-teams}
  ports:
    - {port: 80, targetPort: %[1]d}
`, Port, Image, r.listed("            "))
}

// listed is the argument as an entry of a YAML list. A text of several lines is
// a block, so that no quoting stands between it and the program.
func (r Recipe) listed(indent string) string {
	name, value := r.argument()
	if !strings.Contains(value, "\n") {
		return indent + "- " + name + "=" + value + "\n"
	}
	var b strings.Builder
	b.WriteString(indent + "- |-\n")
	for _, line := range strings.Split(name+"="+value, "\n") {
		b.WriteString(indent + "  " + line + "\n")
	}
	return b.String()
}
