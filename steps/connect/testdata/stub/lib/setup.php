<?php
// A stub of what the script's operations of Totara Connect need of a site. Its
// settings and tables lie in one file, so that each request is a new process
// as on a real server.
namespace {
    global $CFG, $DB, $SITE;
    $CFG->libdir = __DIR__;
    $CFG->totara_release = 'Totara stub';
    $SITE = (object) ['fullname' => 'Stub'];

    final class stub {
        public static $state;

        public static function load() {
            $file = dirname(__DIR__) . '/state.json';
            if (!is_file($file)) {
                file_put_contents($file, json_encode(['config' => ['totara_connect/serveridnumber' => sha1(__DIR__), 'auth_connect/migratemap' => 'username'], 'log' => [],
                    'tables' => array_fill_keys(['totara_connect_clients', 'totara_connect_client_cohorts', 'totara_connect_client_courses',
                        'totara_connect_client_pos_frameworks', 'totara_connect_client_org_frameworks', 'auth_connect_servers', 'auth_connect_users',
                        'cohort', 'course', 'pos_framework', 'org_framework'], [])]));
            }
            self::$state = json_decode(file_get_contents($file), true);
            $GLOBALS['CFG']->auth = self::$state['config']['auth'] ?? '';
            $GLOBALS['CFG']->enableconnectserver = self::$state['config']['enableconnectserver'] ?? 0;
        }

        public static function save() {
            file_put_contents(dirname(__DIR__) . '/state.json', json_encode(self::$state));
        }
    }

    stub::load();

    function stub_name($component, $name) {
        return ($component === '' || $component === null || $component === 'core' ? '' : $component . '/') . $name;
    }
    function get_config($component, $name) {
        return stub::$state['config'][stub_name($component, $name)] ?? false;
    }
    function set_config($name, $value, $component = null) {
        stub::$state['config'][stub_name($component, $name)] = $value;
        stub::save();
        stub::load();
    }
    function add_to_config_log($name, $old, $value, $component) {
        stub::$state['log'][] = [$component, $name, $old, $value];
        stub::save();
    }
    function exists_auth_plugin($name) {
        return in_array($name, ['connect', 'oauth2', 'email'], true);
    }
    function is_enabled_auth($name) {
        return in_array($name, explode(',', (string) get_config('core', 'auth')), true);
    }
    function get_admin() {
        return (object) ['id' => 2, 'auth' => 'manual', 'suspended' => 0];
    }
    function get_admins() {
        return [get_admin()];
    }
    class core_plugin_manager {
        public static function reset_caches() {
        }
    }
    class context_system {
        public $id = 1;

        public static function instance() {
            return new self();
        }
    }

    class stub_database {
        public function get_records($table, $where = null, $sort = '', $fields = '*', $from = 0, $limit = 0) {
            $found = [];
            foreach (stub::$state['tables'][$table] as $row) {
                if (!array_diff_assoc(array_map('strval', (array) $where), array_map('strval', $row))) {
                    $found[$row['id']] = (object) $row;
                }
            }
            return $found;
        }
        public function get_record($table, $where) {
            $found = $this->get_records($table, $where);
            return $found ? reset($found) : false;
        }
        public function record_exists($table, $where) {
            return (bool) $this->get_records($table, $where);
        }
        public function count_records($table, $where) {
            return count($this->get_records($table, $where));
        }
        public function count_records_sql($sql, $params) {
            return 0;
        }
        public function get_records_select($table, $where, $params) {
            return array_filter($this->get_records($table), function ($row) use ($params) {
                return in_array($params['name'], [$row->name ?? null, $row->fullname ?? null], true) || $row->idnumber === $params['idnumber'] || $row->id === ($params['id'] ?? 0);
            });
        }
        public function set_field($table, $field, $value, $where) {
            foreach (stub::$state['tables'][$table] as &$row) {
                if ($row['id'] == $where['id']) {
                    $row[$field] = $value;
                }
            }
            stub::save();
        }
        public function get_manager() {
            return $this;
        }
        public function table_exists($table) {
            return isset(stub::$state['tables'][$table]);
        }
    }
    $DB = new stub_database();
}

namespace core\task {
    class manager {
        public static function get_scheduled_task($class) {
            return false;
        }
    }
}

namespace auth_connect {
    class util {
        public static function get_setup_secret() {
            return \get_config('auth_connect', 'setupsecret');
        }
        public static function enable_registration() {
            \set_config('setupsecret', bin2hex(random_bytes(20)), 'auth_connect');
        }
        public static function cancel_registration() {
            unset(\stub::$state['config']['auth_connect/setupsecret']);
            \stub::save();
        }
    }
}

namespace totara_connect {
    class util {
        const CLIENT_STATUS_DELETED = 1;

        private static function keep($row, $data) {
            foreach (['clientname', 'clientcomment', 'cohortid', 'syncprofilefields', 'syncjobs', 'addnewcourses', 'addnewcohorts', 'allowpluginsepservices'] as $name) {
                $row[$name] = $data->$name;
            }
            $lists = ['client_cohorts' => ['cohortid', explode(',', $data->cohorts)], 'client_courses' => ['courseid', explode(',', $data->courses)],
                'client_pos_frameworks' => ['fid', $data->positionframeworks], 'client_org_frameworks' => ['fid', $data->organisationframeworks]];
            foreach ($lists as $table => [$column, $ids]) {
                $rows = &\stub::$state['tables']['totara_connect_' . $table];
                $rows = array_values(array_filter($rows, function ($one) use ($row) { return $one['clientid'] !== $row['id']; }));
                foreach (array_filter($ids) as $id) {
                    $rows[] = ['id' => count($rows) + 1, 'clientid' => $row['id'], $column => (int) $id];
                }
                unset($rows);
            }
            return $row;
        }
        public static function add_client($data) {
            global $CFG;
            require_once $CFG->libdir . '/filelib.php';
            $rows = &\stub::$state['tables']['totara_connect_clients'];
            $row = ['id' => count($rows) + 1, 'status' => 0, 'clienturl' => rtrim($data->clienturl, '/'), 'clienttype' => 'totaralms', 'apiversion' => 2];
            foreach (['clientidnumber', 'clientsecret', 'serversecret'] as $name) {
                $row[$name] = bin2hex(random_bytes(20));
            }
            $result = json_decode((string) \download_file_content($row['clienturl'] . '/auth/connect/sep_setup.php', null, [
                'setupsecret' => $data->setupsecret, 'serveridnumber' => \get_config('totara_connect', 'serveridnumber'), 'serversecret' => $row['serversecret'],
                'serverurl' => $CFG->wwwroot, 'servername' => 'Stub', 'clientidnumber' => $row['clientidnumber'], 'clientsecret' => $row['clientsecret'],
                'minapiversion' => 1, 'maxapiversion' => 2])->results, true);
            if (($result['status'] ?? '') !== 'success') {
                return false;
            }
            $rows[] = self::keep($row, $data);
            \stub::save();
            return $row['id'];
        }
        public static function edit_client($data) {
            foreach (\stub::$state['tables']['totara_connect_clients'] as &$row) {
                if ($row['id'] == $data->id) {
                    $row = self::keep($row, $data);
                }
            }
            \stub::save();
        }
        public static function purge_deleted_client($client) {
        }
    }
}
