<?php
// A stub of what the script needs of a site: a handful of functions and
// classes with Totara's names and none of its code. The site's state is one
// JSON file, named by STUB_STATE; what goes wrong is chosen by STUB_FAULT.
global $CFG, $DB, $stub;
$CFG->dirroot = dirname(__DIR__);
$CFG->libdir = __DIR__;
$CFG->totara_release = 'Totara stub';
$CFG->totara_version = '17.3';
$CFG->config_php_settings = $CFG->config_php_settings ?? [];
$CFG->forced_plugin_settings = $CFG->forced_plugin_settings ?? [];

/** The state and its file. */
final class stub {
    public $data = ['config' => [], 'log' => [], 'tables' => [], 'files' => []];
    private $file;

    public function __construct() {
        $this->file = (string) getenv('STUB_STATE');
        if ($this->file !== '' && is_file($this->file)) {
            $this->data = json_decode(file_get_contents($this->file), true);
        }
    }

    public function save(): void {
        if ($this->file !== '') {
            file_put_contents($this->file, json_encode($this->data));
        }
    }
}
$stub = new stub();

function get_admin() {
    return (object) ['id' => 2];
}

function is_https(): bool {
    global $CFG;
    return strpos($CFG->wwwroot, 'https://') === 0;
}

function get_config($component, $name) {
    global $CFG, $stub;
    if ($component === 'core') {
        return $CFG->config_php_settings[$name] ?? $stub->data['config']['core'][$name] ?? false;
    }
    return $CFG->forced_plugin_settings[$component][$name] ?? $stub->data['config'][$component][$name] ?? false;
}

function set_config($name, $value, $plugin = null) {
    global $stub;
    if (getenv('STUB_FAULT') === 'full write' && $name === 'publishername') {
        throw new Exception('SQLSTATE[53100]: could not extend file: No space left on device');
    }
    $stub->data['config'][$plugin ?? 'core'][$name] = $value;
    $stub->save();
}

function add_to_config_log($name, $old, $value, $plugin) {
    global $stub;
    $stub->data['log'][] = [$plugin, $name, $old, $value];
    $stub->save();
}

function exists_auth_plugin($name): bool {
    return $name === 'oauth2' || $name === 'manual';
}

function get_string_manager() {
    return new class {
        public function get_list_of_translations() {
            return ['en' => 'English'];
        }
    };
}

/** Tables of rows, each with an id. */
final class stub_database {
    public function rows(string $table): array {
        global $stub;
        return $stub->data['tables'][$table] ?? [];
    }

    public function get_records($table, $where = null): array {
        $found = [];
        foreach ($this->rows($table) as $row) {
            if (array_intersect_assoc((array) $where, $row) == (array) $where) {
                $found[] = (object) $row;
            }
        }
        return $found;
    }

    public function get_record($table, $where) {
        $found = $this->get_records($table, $where);
        return $found ? $found[0] : false;
    }

    public function put(string $table, array $row): int {
        global $stub;
        if (empty($row['id'])) {
            $row['id'] = count($this->rows($table)) + 1;
        }
        $stub->data['tables'][$table][$row['id'] - 1] = $row;
        $stub->save();
        return $row['id'];
    }

    public function start_delegated_transaction() {
        return new class {
            public function allow_commit() {
            }
        };
    }
}
$DB = new stub_database();

final class context_system {
    public $id = 1;

    public static function instance(): self {
        return new self();
    }
}

final class stub_file {
    private $content;

    public function __construct(string $content) {
        $this->content = $content;
    }

    public function get_content(): string {
        return $this->content;
    }
}

function get_file_storage() {
    return new class {
        public function get_area_files($context, $component, $area, $item, $sort, $folders): array {
            global $stub;
            $content = $stub->data['files'][$area] ?? null;
            return $content === null ? [] : [new stub_file(base64_decode($content))];
        }

        public function delete_area_files($context, $component, $area, $item): void {
            global $stub;
            unset($stub->data['files'][$area]);
        }

        public function create_file_from_string(array $record, string $content): void {
            global $stub;
            $stub->data['files'][$record['filearea']] = base64_encode($content);
            $stub->save();
        }
    };
}

final class core_plugin_manager {
    public static function reset_caches(): void {
    }
}

require __DIR__ . '/classes.php';

switch (getenv('STUB_FAULT')) {
    case 'noise':
        echo "\xEF\xBB\xBFWelcome to lms\r\n";
        trigger_error('an old habit', E_USER_DEPRECATED);
        echo $undefined;
        break;
    case 'fatal':
        no_such_function();
    case 'memory':
        ini_set('memory_limit', '8M');
        $all = [];
        while (true) {
            $all[] = str_repeat('x', 100000);
        }
    case 'exit':
        echo 'Site is being upgraded';
        exit(1);
    case 'database':
        throw new Exception('Database connection failed');
    case 'full':
        throw new Exception('SQLSTATE[53100]: could not extend file "base/1": No space left on device');
    case 'slow':
        sleep(30);
        break;
    case 'gateway':
        $CFG->msteams_gateway_url = 'https://gateway.example.org';
        break;
    case 'forced':
        $CFG->config_php_settings['allowframembedding'] = false;
        $CFG->forced_plugin_settings['totara_msteams']['manifest_app_name'] = 'Held';
        break;
    case 'spy':
        // What every other person on this machine could see meanwhile.
        $seen = implode("\n", array_map(function ($file) {
            return (string) @file_get_contents($file);
        }, array_merge(glob('/proc/[0-9]*/cmdline'), ['/proc/self/environ'])));
        file_put_contents(getenv('STUB_STATE') . '.spy', $seen);
}
