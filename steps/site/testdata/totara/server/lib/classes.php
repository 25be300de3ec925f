<?php
namespace core\oauth2 {
    /** A row of a table with the accessors that the script uses. */
    abstract class stub_row {
        protected $row;

        public function __construct($id = 0, $row = null) {
            $this->row = (array) $row + static::defaults();
        }

        abstract public static function table(): string;
        abstract public static function defaults(): array;

        public static function has_property($name): bool {
            return array_key_exists($name, static::defaults());
        }

        public static function get_records($where = [], $sort = ''): array {
            global $DB;
            return array_map(function ($row) {
                return new static(0, $row);
            }, $DB->get_records(static::table(), $where));
        }

        public static function get_record($where) {
            $found = static::get_records($where);
            return $found ? $found[0] : false;
        }

        public function get($name) {
            return $this->row[$name];
        }

        public function set($name, $value): void {
            $this->row[$name] = $value;
        }

        public function create(): void {
            $this->update();
        }

        public function update(): void {
            global $DB;
            $this->row['id'] = $DB->put(static::table(), $this->row);
        }
    }

    final class issuer extends stub_row {
        public static function table(): string {
            return 'oauth2_issuer';
        }

        public static function defaults(): array {
            return ['id' => 0, 'name' => '', 'type' => '', 'clientid' => '', 'clientsecret' => '', 'enabled' => 1,
                'showonloginpage' => 1, 'requireconfirmation' => 1, 'alloweddomains' => ''];
        }
    }

    final class endpoint extends stub_row {
        public static function table(): string {
            return 'oauth2_endpoint';
        }

        public static function defaults(): array {
            return ['id' => 0, 'issuerid' => 0, 'name' => '', 'url' => ''];
        }
    }

    final class api {
        public static function create_standard_issuer(string $type): issuer {
            $issuer = new issuer(0, (object) ['name' => 'Microsoft', 'type' => $type]);
            $issuer->create();
            foreach (['authorization' => 'authorize', 'token' => 'token'] as $name => $path) {
                (new endpoint(0, (object) ['issuerid' => $issuer->get('id'), 'name' => $name . '_endpoint',
                    'url' => 'https://login.microsoftonline.com/common/oauth2/v2.0/' . $path]))->create();
            }
            return $issuer;
        }
    }
}

namespace core_message {
    final class api {
        public static function update_processor_status($row, $enabled): void {
            global $DB;
            $DB->put('message_processors', ['enabled' => $enabled] + (array) $row);
        }
    }
}

namespace totara_msteams\check\checks {
    /** One row, judged by one setting. */
    final class mf_name {
        public function get_name() {
            return '<b>Manifest short name</b>';
        }

        public function get_config_name() {
            return 'manifest_app_name';
        }

        public function check(): int {
            return \get_config('totara_msteams', 'manifest_app_name') ? 0 : -1;
        }

        public function get_report() {
            return $this->check() === 0 ? '' : 'It is &quot;empty&quot;.';
        }
    }
}

namespace totara_msteams\check {
    final class verifier {
        public function execute(): bool {
            return true;
        }

        public function get_results(): array {
            $row = new checks\mf_name();
            return [(object) ['class' => $row, 'result' => $row->check()]];
        }
    }
}

namespace totara_msteams\manifest\outputs {
    final class memory_output {
        private $files = [];

        public function write(string $name, string $content): bool {
            $this->files[$name] = $content;
            return true;
        }

        public function get_files(): array {
            return $this->files;
        }
    }
}

namespace totara_msteams\manifest {
    final class generator {
        public function generate_files($output): void {
            $output->write('manifest.json', json_encode(['id' => \get_config('totara_msteams', 'manifest_app_id')]));
        }
    }
}
