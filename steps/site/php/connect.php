<?php
namespace teamwright;

/** Refuses where the site has no such side of Totara Connect. */
function connect_side(string $side): void {
    if (!class_exists($side === 'server' ? '\totara_connect\util' : '\auth_connect\util')) {
        throw refuse('no_connect', 'this site has no Totara Connect ' . $side, 'ask Totara for an edition that has it');
    }
}

/** Says how the site stands in Totara Connect, on both sides. Writes nothing. */
function op_connect_look(array $args, array $secrets): array {
    return [
        'site' => op_site_hello([], []),
        'name' => connect_site_name(),
        'now' => time(),
        'server' => connect_server_side(),
        'client' => connect_client_side(),
        'settings' => connect_settings(),
        'auth' => ['enabled' => auth_enabled(), 'lock' => setting_lock('auth')],
        'curl' => ['blocked' => (string) setting_value('curlsecurityblockedhosts'), 'ports' => (string) setting_value('curlsecurityallowedport')],
        'guards' => connect_guards(),
        'tasks' => connect_tasks(),
        'found' => connect_find((array) ($args['find'] ?? [])),
    ];
}

/** Writes settings of either side and switches the client's plugin on. */
function op_connect_set(array $args, array $secrets): array {
    ready_to_write();
    foreach ((array) ($args['settings'] ?? []) as $full => $value) {
        if (!in_array($full, connect_setting_names(), true)) {
            throw refuse('setting', $full . ' is no setting of Totara Connect');
        }
        write_setting((string) $full, (string) $value);
    }
    if (!empty($args['plugin'])) {
        connect_side('client');
        enable_auth(['connect']);
    }
    return ['written' => run::$written];
}

/** Opens the client for a new server and hands out the setup secret. */
function op_connect_open(array $args, array $secrets): array {
    global $CFG;
    ready_to_write();
    connect_side('client');
    if (!\is_enabled_auth('connect')) {
        throw refuse('plugin_off', 'the plugin Totara Connect client is off', 'switch it on under Manage authentication');
    }
    $fresh = empty(\auth_connect\util::get_setup_secret());
    if ($fresh) {
        \auth_connect\util::enable_registration();
        wrote();
    }
    // The function itself may answer from a copy of before the writing.
    give_secret('setup', (string) \get_config('auth_connect', 'setupsecret'));
    return ['fresh' => $fresh, 'url' => (string) $CFG->wwwroot];
}

/** Closes the client again for new servers. */
function op_connect_close(array $args, array $secrets): array {
    connect_side('client');
    if (!empty(\auth_connect\util::get_setup_secret())) {
        \auth_connect\util::cancel_registration();
        wrote();
    }
    return ['written' => run::$written];
}

/** The record of a client as the functions behind Totara's forms take it. */
function connect_record(array $args, $now): \stdClass {
    $lists = $now === null ? ['cohorts' => [], 'courses' => [], 'positions' => [], 'organisations' => []] : connect_lists((int) $now->id);
    $data = new \stdClass();
    $data->clientname = (string) ($args['name'] ?? ($now->clientname ?? ''));
    $data->clientcomment = (string) ($args['comment'] ?? ($now->clientcomment ?? ''));
    $data->cohortid = (int) ($args['audience'] ?? ($now->cohortid ?? 0));
    foreach (['syncprofilefields', 'syncjobs', 'addnewcourses', 'addnewcohorts', 'allowpluginsepservices'] as $flag) {
        $data->$flag = (int) ($args['flags'][$flag] ?? ($now->$flag ?? 0));
    }
    foreach ($lists as $name => $ids) {
        $lists[$name] = array_values(array_unique(array_map('intval', (array) ($args[$name] ?? $ids))));
    }
    $data->cohorts = implode(',', $lists['cohorts']);
    $data->courses = implode(',', $lists['courses']);
    $data->positionframeworks = $lists['positions'];
    $data->organisationframeworks = $lists['organisations'];
    return $data;
}

/** The one active record with that id and client id number. */
function connect_client_record(array $args): \stdClass {
    global $DB;
    $record = $DB->get_record('totara_connect_clients', ['id' => (int) ($args['id'] ?? 0), 'clientidnumber' => (string) ($args['client'] ?? ''), 'status' => 0]);
    if (!$record) {
        throw refuse('moved', 'the server no longer has the client that was to be changed', 'run the same command again: the plan is shown anew');
    }
    return $record;
}

/** Adds a client and shakes hands with it. */
function op_connect_add(array $args, array $secrets): array {
    global $CFG, $DB;
    ready_to_write();
    connect_side('server');
    if (empty($CFG->enableconnectserver)) {
        throw refuse('server_off', 'the Totara Connect server is off', 'switch enableconnectserver on');
    }
    $url = rtrim((string) ($args['url'] ?? ''), '/');
    if ($url === $CFG->wwwroot) {
        throw refuse('self', 'a site cannot be its own client', 'name another site');
    }
    if ($DB->record_exists('totara_connect_clients', ['clienturl' => $url, 'status' => 0])) {
        throw refuse('twice', 'Client with this URL is already active.', 'run the same command again: it looks first');
    }
    $data = connect_record($args, null);
    $data->clienturl = $url;
    $data->setupsecret = (string) ($secrets['setup'] ?? '');
    if ($data->setupsecret === '') {
        throw refuse('secret', 'no setup secret was given', 'press Connect to new server on the client');
    }
    $id = \totara_connect\util::add_client($data);
    if (!$id) {
        // Totara keeps the reason to itself. What the client says to a call
        // that it must refuse tells where the trouble lies; the record is gone.
        $said = connect_knock($url, $data->setupsecret);
        throw refuse('registration', 'the client did not take the server: ' . ($said['error'] !== '' ? $said['error'] : $said['message']));
    }
    wrote();
    return ['id' => (int) $id];
}

/** Changes what a client is given; lists that are not named stay. */
function op_connect_edit(array $args, array $secrets): array {
    ready_to_write();
    connect_side('server');
    $record = connect_client_record($args);
    $data = connect_record($args, $record);
    $data->id = $record->id;
    \totara_connect\util::edit_client($data);
    wrote();
    return ['id' => (int) $record->id];
}

/** Takes out a client that never answered, as a failed registration does. */
function op_connect_drop(array $args, array $secrets): array {
    global $DB;
    ready_to_write();
    connect_side('server');
    $record = connect_client_record($args);
    $DB->set_field('totara_connect_clients', 'status', \totara_connect\util::CLIENT_STATUS_DELETED, ['id' => $record->id]);
    wrote();
    $record->status = \totara_connect\util::CLIENT_STATUS_DELETED;
    \totara_connect\util::purge_deleted_client($record);
    return ['written' => run::$written];
}

/** Sends people to a server to sign in, or no longer. */
function op_connect_sso(array $args, array $secrets): array {
    global $DB;
    ready_to_write();
    connect_side('client');
    $id = (int) ($args['id'] ?? 0);
    if ($id > 0 && !$DB->record_exists('auth_connect_servers', ['id' => $id, 'serveridnumber' => (string) ($args['server'] ?? ''), 'status' => 0])) {
        throw refuse('moved', 'the client no longer has the server that people were to be sent to', 'run the same command again: the plan is shown anew');
    }
    write_setting('auth_connect/autossoserver', $id > 0 ? (string) $id : '');
    return ['written' => run::$written];
}
