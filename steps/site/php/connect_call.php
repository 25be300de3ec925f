<?php
namespace teamwright;

/**
 * Calls the other end as Totara does, through its own curl and its security
 * lists, and tells more of what came back than Totara keeps.
 */
function connect_call(string $url, array $parameters): array {
    global $CFG;
    require_once($CFG->libdir . '/filelib.php');
    $call = ['url' => $url, 'status' => 0, 'blocked' => false, 'error' => '', 'state' => '', 'message' => '', 'moved' => ''];
    if (class_exists('\core\files\curl_security_helper') && (new \core\files\curl_security_helper())->url_is_blocked($url)) {
        $call['blocked'] = true;
        $call['error'] = 'the site\'s own HTTP security settings forbid the address';
        return $call;
    }
    $response = \download_file_content($url, null, $parameters, true, 40, 10);
    $call['status'] = (int) $response->status;
    $call['error'] = (string) ($response->error ?? '');
    foreach ((array) $response->headers as $line) {
        if (stripos((string) $line, 'location:') === 0) {
            $call['moved'] = trim(substr((string) $line, 9));
        }
    }
    $answer = json_decode((string) $response->results, true);
    if (is_array($answer) && isset($answer['status']) && is_string($answer['status'])) {
        $call['state'] = $answer['status'];
        $call['message'] = is_string($answer['message'] ?? null) ? $answer['message'] : '';
        if ($answer['status'] === 'fail' && is_array($answer['data'] ?? null)) {
            $call['message'] = implode('; ', array_filter($answer['data'], 'is_string'));
        }
    } else if ($call['error'] === '') {
        $call['error'] = 'Remote data request failed - invalid response format.';
    }
    return $call;
}

/**
 * Shows a client a setup secret together with a version of the protocol that
 * nobody speaks: it must refuse, and says whether the secret was right.
 */
function connect_knock(string $url, string $secret): array {
    return connect_call(rtrim($url, '/') . '/auth/connect/sep_setup.php', ['setupsecret' => $secret, 'minapiversion' => 1000000, 'maxapiversion' => 1000000]);
}

/** Asks a client whether a setup secret is the one it waits for. */
function op_connect_knock(array $args, array $secrets): array {
    return connect_knock((string) ($args['url'] ?? ''), (string) ($secrets['setup'] ?? ''));
}

/**
 * Calls the other end of a link with the link's own credentials, by a question
 * that changes nothing there; without a link, by a call that is refused.
 */
function op_connect_reach(array $args, array $secrets): array {
    global $DB;
    $url = rtrim((string) ($args['url'] ?? ''), '/');
    $id = (int) ($args['id'] ?? 0);
    if ((string) ($args['to'] ?? '') === 'server') {
        $link = $id > 0 ? $DB->get_record('auth_connect_servers', ['id' => $id]) : false;
        $parameters = !$link ? [] : [
            'serveridnumber' => $link->serveridnumber, 'serversecret' => $link->serversecret,
            'service' => 'get_api_version', 'clienttype' => 'totaralms',
        ];
        return connect_call(($link ? $link->serverurl : $url) . '/totara/connect/sep.php', $parameters);
    }
    $link = $id > 0 ? $DB->get_record('totara_connect_clients', ['id' => $id]) : false;
    $parameters = !$link ? ['setupsecret' => ''] : [
        'clientidnumber' => $link->clientidnumber, 'clientsecret' => $link->clientsecret,
        'service' => 'is_sso_user_active', 'ssotoken' => sha1(random_bytes(20)),
    ];
    return connect_call(($link ? $link->clienturl : $url) . ($link ? '/auth/connect/sep.php' : '/auth/connect/sep_setup.php'), $parameters);
}
