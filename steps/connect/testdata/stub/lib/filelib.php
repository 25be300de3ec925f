<?php
// The network of the stub: sites are folders beside each other, named after
// their hosts.
function download_file_content($url, $headers = null, $post = null, $full = false, $timeout = 300, $connect = 20) {
    $answer = (object) ['status' => 200, 'headers' => [], 'results' => '', 'error' => '', 'response_code' => ''];
    $folder = dirname(__DIR__, 2) . '/' . parse_url($url, PHP_URL_HOST);
    if (!is_dir($folder)) {
        $answer->status = 0;
        $answer->results = false;
        $answer->error = 'Could not resolve host: ' . parse_url($url, PHP_URL_HOST);
        return $answer;
    }
    $answer->results = json_encode(stub_page($folder, parse_url($url, PHP_URL_PATH), $post));
    return $answer;
}

function stub_page($folder, $path, $post) {
    $no = function ($text) { return ['status' => 'error', 'message' => $text]; };
    $there = json_decode(file_get_contents($folder . '/state.json'), true);
    $root = (string) parse_url(trim(file_get_contents($folder . '/wwwroot')), PHP_URL_PATH);
    switch (substr($path, strlen($root))) {
        case '/auth/connect/sep_setup.php':
            $secret = $there['config']['auth_connect/setupsecret'] ?? '';
            if ($secret === '' || ($post['setupsecret'] ?? '') !== $secret) {
                return $no('invalid setup secret');
            }
            if ($post['minapiversion'] > 2) {
                return $no('api version not supported');
            }
            $there['tables']['auth_connect_servers'][] = [
                'id' => count($there['tables']['auth_connect_servers']) + 1, 'status' => 0, 'serveridnumber' => $post['serveridnumber'],
                'serversecret' => $post['serversecret'], 'serverurl' => $post['serverurl'], 'servername' => $post['servername'],
                'clientidnumber' => $post['clientidnumber'], 'clientsecret' => $post['clientsecret'], 'apiversion' => 2,
            ];
            unset($there['config']['auth_connect/setupsecret']);
            file_put_contents($folder . '/state.json', json_encode($there));
            return ['status' => 'success', 'data' => []];
        case '/auth/connect/sep.php':
            foreach ($there['tables']['auth_connect_servers'] as $row) {
                if ($row['clientsecret'] === $post['clientsecret'] && strlen($post['ssotoken']) === 40) {
                    return ['status' => 'success', 'data' => ['active' => false]];
                }
            }
            return $no('invalid client secret or idnumber');
        case '/totara/connect/sep.php':
            foreach ($there['tables']['totara_connect_clients'] as $row) {
                if ($row['serversecret'] === ($post['serversecret'] ?? '')) {
                    return ['status' => 'success', 'data' => ['minapiversion' => 1, 'maxapiversion' => 2]];
                }
            }
            return $no('invalid server secret or idnumber');
    }
    return $no('no such page');
}
