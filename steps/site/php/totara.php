<?php
namespace teamwright;

/** The parts of a look, each read by its function. */
function look_parts(): array {
    return [
        'settings' => function (array $args): array {
            $all = [];
            foreach ((array) ($args['settings'] ?? []) as $full) {
                $all[$full] = read_setting((string) $full);
            }
            return $all;
        },
        'secrets' => function (array $args): array {
            $all = [];
            foreach ((array) ($args['secrets'] ?? []) as $full) {
                $all[$full] = read_secret(setting_value((string) $full), (string) ($args['nonce'] ?? '')) + ['lock' => setting_lock((string) $full)];
            }
            return $all;
        },
        'auth' => function (): array {
            return ['plugin' => \exists_auth_plugin('oauth2'), 'enabled' => auth_enabled(), 'lock' => setting_lock('auth')];
        },
        'services' => function (array $args): array {
            return read_services((string) ($args['nonce'] ?? ''));
        },
        'processor' => function (): array {
            return read_processor();
        },
        'icons' => function (): array {
            return read_icons();
        },
        'messages' => function (): array {
            return read_messages();
        },
        'events' => function (): array {
            return read_events();
        },
        'facts' => function (): array {
            return read_facts();
        },
        'verify' => function (): array {
            return verify();
        },
        'package' => function (): array {
            return package_files();
        },
    ];
}

/** Facts about the site that are nobody's setting. */
function read_facts(): array {
    return [
        'feature' => class_exists('\totara_msteams\check\verifier'),
        'services' => has_services(),
        'events' => has_events(),
        'cron' => (int) setting_value('tool_task/lastcronstart'),
        'now' => time(),
        'https' => function_exists('\is_https') && \is_https(),
        'languages' => array_values(array_map('strval', array_keys(\get_string_manager()->get_list_of_translations(true)))),
    ];
}

/** Totara's own rows, as its installation page shows them. */
function verify(): array {
    if (!class_exists('\totara_msteams\check\verifier')) {
        return [];
    }
    $verifier = new \totara_msteams\check\verifier();
    $verifier->execute();
    $rows = [];
    foreach ($verifier->get_results() as $entry) {
        $class = get_class($entry->class);
        $rows[] = [
            'class' => substr($class, (int) strrpos($class, '\\') + 1),
            'name' => plain_text($entry->class->get_name()),
            'config' => (string) $entry->class->get_config_name(),
            'status' => (int) $entry->result,
            'report' => plain_text($entry->class->get_report()),
        ];
    }
    return $rows;
}

/** A text of Totara's pages without its marks. */
function plain_text($text): string {
    return trim(html_entity_decode(strip_tags((string) $text), ENT_QUOTES, 'UTF-8'));
}

/** The files of Totara's own app package, made in memory. */
function package_files(): array {
    if (!class_exists('\totara_msteams\manifest\generator') || !class_exists('\totara_msteams\manifest\outputs\memory_output')) {
        return [];
    }
    $output = new \totara_msteams\manifest\outputs\memory_output();
    $generator = new \totara_msteams\manifest\generator();
    $generator->generate_files($output);
    $files = [];
    foreach ($output->get_files() as $name => $content) {
        if (strlen($content) <= 2000000 && count($files) < 100) {
            $files[(string) $name] = base64_encode($content);
        }
    }
    return $files;
}

/** Looks at the parts that are asked for. Writes nothing. */
function op_totara_look(array $args, array $secrets): array {
    $known = look_parts();
    $result = ['site' => op_site_hello([], [])];
    foreach ((array) ($args['parts'] ?? []) as $part) {
        if (!isset($known[$part])) {
            throw refuse('part', 'the script knows no part ' . $part);
        }
        $value = $known[$part]($args);
        // A map without entries stays a map in JSON.
        $result[$part] = $value === [] && !in_array($part, ['services', 'messages', 'events', 'verify'], true) ? new \stdClass() : $value;
    }
    return $result;
}

/** Writes what it is given, and looks again. */
function op_totara_write(array $args, array $secrets): array {
    ready_to_write();
    enable_auth((array) ($args['auth'] ?? []));
    if (isset($args['service'])) {
        $id = write_service((array) $args['service'], isset($secrets['sso']) ? (string) $secrets['sso'] : null);
        if (!empty($args['service']['choose'])) {
            write_setting('totara_msteams/oauth2_issuer', (string) $id);
        }
    }
    if (isset($secrets['bot'])) {
        write_setting('totara_msteams/bot_app_secret', (string) $secrets['bot'], true);
    }
    foreach ((array) ($args['set'] ?? []) as $full => $value) {
        write_setting((string) $full, (string) $value);
    }
    foreach ((array) ($args['icons'] ?? []) as $name => $content) {
        write_icon((string) $name, (string) base64_decode((string) $content, true));
    }
    if (!empty($args['processor'])) {
        enable_processor();
    }
    foreach ((array) ($args['messages'] ?? []) as $want) {
        write_message((array) $want);
    }
    foreach ((array) ($args['events'] ?? []) as $want) {
        write_event((array) $want);
    }
    if (run::$written > 0) {
        \core_plugin_manager::reset_caches();
    }
    return op_totara_look((array) ($args['look'] ?? []), []) + ['written' => run::$written];
}

/**
 * Asks Entra for a token with the client id and secret that Totara holds, as
 * Totara's server reaches it. The token itself is dropped. Writes nothing.
 */
function op_totara_prove(array $args, array $secrets): array {
    global $CFG;
    require_once($CFG->libdir . '/filelib.php');
    if ((string) ($args['secret'] ?? '') === 'bot') {
        $client = (string) setting_value('totara_msteams/bot_app_id');
        $text = (string) setting_value('totara_msteams/bot_app_secret');
    } else {
        $issuer = \core\oauth2\issuer::get_record(['id' => (int) setting_value('totara_msteams/oauth2_issuer')]);
        $client = $issuer ? (string) $issuer->get('clientid') : '';
        $text = $issuer ? (string) $issuer->get('clientsecret') : '';
    }
    if ($client === '' || $text === '') {
        return ['asked' => false, 'status' => 0, 'code' => '', 'text' => ''];
    }
    $curl = new \curl();
    $body = $curl->post((string) $args['token_url'], http_build_query([
        'grant_type' => 'client_credentials', 'client_id' => $client, 'client_secret' => $text, 'scope' => (string) $args['scope'],
    ], '', '&'), ['CURLOPT_CONNECTTIMEOUT' => 10, 'CURLOPT_TIMEOUT' => 20, 'CURLOPT_FOLLOWLOCATION' => 0]);
    $info = (array) $curl->get_info();
    $answer = json_decode((string) $body, true);
    $code = '';
    if (is_array($answer) && preg_match('/AADSTS\d+/', (string) ($answer['error_description'] ?? ''), $found)) {
        $code = $found[0];
    }
    return [
        'asked' => true,
        'client_id' => $client,
        'status' => (int) ($info['http_code'] ?? 0),
        'token' => is_array($answer) && !empty($answer['access_token']),
        'code' => $code !== '' ? $code : (string) (is_array($answer) ? ($answer['error'] ?? '') : ''),
        'text' => $curl->get_errno() ? substr(str_replace($text, '********', (string) $curl->error), 0, 300) : '',
    ];
}
