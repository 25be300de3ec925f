# A systemd service and its timer: the fleet in /srv/teamwright/sites, every
# night. Read it, then run it as root:
#
#     teamwright fleet print-unit systemd | sh
#
# Beforehand: a user teamwright, the answers files with "auth: certificate" and
# "client_id", and the certificate in /etc/teamwright/certificate.pem (root,
# mode 0600; systemd hands it to the service alone). Over several machines: add
# "--shard 1/3" on the first, "--shard 2/3" on the second and so on.
set -eu

cat > /etc/systemd/system/teamwright-fleet.service <<'UNIT'
[Unit]
Description=Check Microsoft Teams for every Totara site
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User=teamwright
StateDirectory=teamwright
WorkingDirectory=/srv/teamwright
LoadCredential=certificate.pem:/etc/teamwright/certificate.pem
Environment=AZURE_CLIENT_CERTIFICATE_PATH=%d/certificate.pem
ExecStart=/usr/local/bin/teamwright fleet check /srv/teamwright/sites --plain --state-dir %S/teamwright --metrics %S/teamwright/teamwright.prom --html %S/teamwright/fleet.html --csv %S/teamwright/fleet.csv
# 5: nothing failed, but something waits for a person. The metrics tell.
SuccessExitStatus=5
TimeoutStartSec=2h
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
LockPersonality=yes
MemoryDenyWriteExecute=yes
CapabilityBoundingSet=
LimitCORE=0

[Install]
WantedBy=multi-user.target
UNIT

cat > /etc/systemd/system/teamwright-fleet.timer <<'UNIT'
[Unit]
Description=Check Microsoft Teams for every Totara site, every night

[Timer]
OnCalendar=*-*-* 03:17:00
RandomizedDelaySec=30m
Persistent=yes

[Install]
WantedBy=timers.target
UNIT

# node_exporter reads the metrics from /var/lib/teamwright when it is started
# with --collector.textfile.directory=/var/lib/teamwright
systemctl daemon-reload
systemctl enable --now teamwright-fleet.timer
systemctl list-timers teamwright-fleet.timer
