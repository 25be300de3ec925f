<?php
namespace teamwright;

/** The settings of both sides; autossoserver has an operation of its own. */
function connect_setting_names(): array {
    return [
        'enableconnectserver', 'totara_connect/syncpasswords',
        'auth_connect/migrateusers', 'auth_connect/migratemap', 'auth_connect/syncprofilefields', 'auth_connect/removeuser', 'auth_connect/syncjobs',
        'auth_connect/syncpositions', 'auth_connect/syncorganisations', 'auth_connect/allowpluginsepservices',
    ];
}

/** Their values and what holds them. */
function connect_settings(): array {
    $all = [];
    foreach (array_merge(connect_setting_names(), ['auth_connect/autossoserver']) as $full) {
        $all[$full] = ['value' => setting_value($full), 'lock' => setting_lock($full)];
    }
    return $all;
}

/** The site's full name. */
function connect_site_name(): string {
    global $SITE;
    return (string) ($SITE->fullname ?? '');
}

/** The server's side; null where the site has none. */
function connect_server_side(): ?array {
    global $DB;
    if (!class_exists('\totara_connect\util')) {
        return null;
    }
    $clients = [];
    foreach ($DB->get_records('totara_connect_clients', ['status' => 0], 'id ASC', '*', 0, 500) as $record) {
        $clients[] = [
            'id' => (int) $record->id,
            'client' => (string) $record->clientidnumber,
            'url' => (string) $record->clienturl,
            'name' => (string) $record->clientname,
            'type' => (string) $record->clienttype,
            'comment' => (string) $record->clientcomment,
            'audience' => (int) $record->cohortid,
            'flags' => [
                'syncprofilefields' => (int) ($record->syncprofilefields ?? 0),
                'syncjobs' => (int) ($record->syncjobs ?? 0),
                'addnewcourses' => (int) $record->addnewcourses,
                'addnewcohorts' => (int) $record->addnewcohorts,
                'allowpluginsepservices' => (int) ($record->allowpluginsepservices ?? 0),
            ],
            'api' => (int) $record->apiversion,
        ] + connect_lists((int) $record->id);
    }
    return ['id' => (string) setting_value('totara_connect/serveridnumber'), 'clients' => $clients];
}

/** What a client is given, as ids. */
function connect_lists(int $client): array {
    global $DB;
    $tables = [
        'cohorts' => ['totara_connect_client_cohorts', 'cohortid'],
        'courses' => ['totara_connect_client_courses', 'courseid'],
        'positions' => ['totara_connect_client_pos_frameworks', 'fid'],
        'organisations' => ['totara_connect_client_org_frameworks', 'fid'],
    ];
    $lists = [];
    foreach ($tables as $name => [$table, $column]) {
        $lists[$name] = [];
        if ($DB->get_manager()->table_exists($table)) {
            foreach ($DB->get_records($table, ['clientid' => $client], 'id ASC', 'id, ' . $column) as $row) {
                $lists[$name][] = (int) $row->$column;
            }
        }
    }
    return $lists;
}

/** The client's side; null where the site has none. */
function connect_client_side(): ?array {
    global $DB;
    if (!class_exists('\auth_connect\util')) {
        return null;
    }
    $servers = [];
    foreach ($DB->get_records('auth_connect_servers', null, 'id ASC', '*', 0, 100) as $record) {
        $servers[] = [
            'id' => (int) $record->id,
            'active' => (int) $record->status === 0,
            'server' => (string) $record->serveridnumber,
            'client' => (string) $record->clientidnumber,
            'url' => (string) $record->serverurl,
            'name' => (string) $record->servername,
            'api' => (int) $record->apiversion,
            'accounts' => $DB->count_records('auth_connect_users', ['serverid' => $record->id]),
            // Such an account signs in through its server only.
            'arrivals' => $DB->count_records_sql(
                "SELECT COUNT(u.id) FROM {user} u JOIN {auth_connect_users} cu ON cu.userid = u.id
                  WHERE cu.serverid = :server AND u.auth = 'connect' AND u.deleted = 0 AND u.currentlogin >= cu.timecreated AND u.currentlogin > 0",
                ['server' => $record->id]),
        ];
    }
    return ['enabled' => \is_enabled_auth('connect'), 'waiting' => (string) \get_config('auth_connect', 'setupsecret') !== '', 'servers' => $servers];
}

/** What keeps accounts from being taken over, and admins from being shut out. */
function connect_guards(): array {
    global $DB;
    $locks = ['email' => [], 'idnumber' => []];
    foreach (array_unique(array_merge(['manual'], auth_enabled())) as $auth) {
        if (in_array($auth, ['nologin', 'webservice', 'connect'], true)) {
            continue; // nobody edits a profile there
        }
        foreach (array_keys($locks) as $field) {
            $lock = setting_value('auth_' . $auth . '/field_lock_' . $field);
            $locks[$field][$auth] = $lock === null || $lock === '' ? 'unlocked' : $lock;
        }
    }
    $local = 0;
    foreach (\get_admins() as $admin) {
        if ($admin->auth === 'manual' && empty($admin->suspended)) {
            $local++;
        }
    }
    return [
        'locks' => $locks,
        'registration' => (string) setting_value('registerauth'),
        'guest' => !empty(setting_value('guestloginbutton')) || !empty(setting_value('autologinguests')),
        'admins' => $local,
    ];
}

/** The scheduled tasks of a client. */
function connect_tasks(): array {
    $all = [];
    foreach (['handshake', 'position', 'organisation', 'user_collection', 'user', 'cleanup'] as $name) {
        $task = class_exists('\auth_connect\task\\' . $name . '_task') ? \core\task\manager::get_scheduled_task('\auth_connect\task\\' . $name . '_task') : false;
        if ($task) {
            $all[] = [
                'name' => $name . '_task',
                'last' => (int) $task->get_last_run_time(),
                'next' => (int) $task->get_next_run_time(),
                'disabled' => (bool) $task->get_disabled(),
                'failing' => (int) $task->get_fail_delay() > 0,
            ];
        }
    }
    return $all;
}

/** Looks for audiences, courses and frameworks by id, name or id number. */
function connect_find(array $want): array {
    $tables = ['audiences' => ['cohort', 'name'], 'courses' => ['course', 'fullname'], 'positions' => ['pos_framework', 'fullname'], 'organisations' => ['org_framework', 'fullname']];
    $all = [];
    foreach ($tables as $kind => [$table, $column]) {
        $all[$kind] = new \stdClass();
        foreach ((array) ($want[$kind] ?? []) as $ref) {
            $all[$kind]->{(string) $ref} = connect_find_one($table, $column, (string) $ref);
        }
    }
    return $all;
}

/** Up to ten records of a table that a name, an id number or an id leads to. */
function connect_find_one(string $table, string $column, string $ref): array {
    global $DB;
    if (!$DB->get_manager()->table_exists($table)) {
        return [];
    }
    $where = "$column = :name OR idnumber = :idnumber";
    $params = ['name' => $ref, 'idnumber' => $ref];
    if (preg_match('/^[1-9][0-9]{0,8}$/', $ref)) {
        $where .= ' OR id = :id';
        $params['id'] = (int) $ref;
    }
    $system = \context_system::instance()->id;
    $all = [];
    foreach ($DB->get_records_select($table, $where, $params, 'id ASC', '*', 0, 10) as $record) {
        if ($table === 'course' && (empty($record->category) || (isset($record->containertype) && $record->containertype !== 'container_course'))) {
            continue; // the front page, a workspace and the like
        }
        $all[] = [
            'id' => (int) $record->id, 'name' => (string) $record->$column, 'idnumber' => (string) $record->idnumber,
            'system' => $table !== 'cohort' || (int) $record->contextid === (int) $system,
        ];
    }
    return $all;
}
