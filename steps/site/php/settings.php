<?php
namespace teamwright;

/** Splits "component/name"; a name alone is one of the core. */
function setting_parts(string $full): array {
    $slash = strpos($full, '/');
    if ($slash === false) {
        return ['', $full];
    }
    return [substr($full, 0, $slash), substr($full, $slash + 1)];
}

/** The setting in the tree of the administration pages; null where no page has it. */
function admin_setting(string $full) {
    global $CFG;
    static $all = null;
    if ($all === null) {
        $all = [];
        if (function_exists('\admin_get_root') || is_file($CFG->libdir . '/adminlib.php')) {
            require_once($CFG->libdir . '/adminlib.php');
            collect_settings(\admin_get_root(true, true), $all);
        }
    }
    return $all[$full] ?? null;
}

/** Walks the tree, hidden pages too. */
function collect_settings($node, array &$all): void {
    if ($node instanceof \admin_settingpage) {
        foreach ($node->settings as $setting) {
            $full = ($setting->plugin ? $setting->plugin . '/' : '') . $setting->name;
            $all[$full] = $setting;
        }
        return;
    }
    if ($node instanceof \admin_category) {
        $children = method_exists($node, 'get_children') ? $node->get_children(false) : $node->children;
        foreach ($children as $child) {
            collect_settings($child, $all);
        }
    }
}

/** What holds the setting: "" nothing, "config.php" or "flavour". */
function setting_lock(string $full): string {
    global $CFG;
    [$component, $name] = setting_parts($full);
    if ($component === '') {
        if (array_key_exists($name, (array) ($CFG->config_php_settings ?? []))) {
            return 'config.php';
        }
    } else if (array_key_exists($name, (array) ($CFG->forced_plugin_settings[$component] ?? []))) {
        return 'config.php';
    }
    if (method_exists('\totara_flavour\helper', 'get_enforced_settings')) {
        $enforced = \totara_flavour\helper::get_enforced_settings();
        if (isset($enforced[$component === '' ? 'moodle' : $component][$name])) {
            return 'flavour';
        }
    }
    if (method_exists('\totara_flavour\helper', 'get_prohibited_settings')) {
        $prohibited = \totara_flavour\helper::get_prohibited_settings();
        if (isset($prohibited[$component === '' ? 'moodle' : $component][$name])) {
            return 'flavour';
        }
    }
    return '';
}

/** The value that counts now; null where there is none. */
function setting_value(string $full): ?string {
    [$component, $name] = setting_parts($full);
    $value = \get_config($component === '' ? 'core' : $component, $name);
    return $value === false || $value === null || is_array($value) || is_object($value) ? null : (string) $value;
}

/** What is known of a setting. */
function read_setting(string $full): array {
    return [
        'value' => setting_value($full),
        'known' => admin_setting($full) !== null,
        'lock' => setting_lock($full),
    ];
}

/**
 * Writes one setting as Totara's own command line does: the value, the change
 * log, the callbacks of the page. A secret stands in the log as stars.
 */
function write_setting(string $full, string $value, bool $secret = false): void {
    global $CFG;
    require_once($CFG->libdir . '/adminlib.php');
    $lock = setting_lock($full);
    if ($lock !== '') {
        throw refuse('locked', 'the setting ' . $full . ' is held by ' . ($lock === 'flavour' ? 'this edition of Totara' : 'config.php') . ' and cannot be changed',
            $lock === 'flavour' ? 'ask Totara for an edition that has it' : 'change it in config.php');
    }
    $old = setting_value($full);
    if ($old === $value) {
        return;
    }
    [$component, $name] = setting_parts($full);
    $plugin = $component === '' ? null : $component;
    $setting = admin_setting($full);
    $original = $setting === null ? null : $setting->get_setting();
    \set_config($name, $value, $plugin);
    wrote();
    if ($secret) {
        \add_to_config_log($name, $old === null || $old === '' ? '' : '********', $value === '' ? '' : '********', $plugin);
    } else {
        \add_to_config_log($name, $old, $value, $plugin);
    }
    if ($setting !== null) {
        $setting->post_write_settings($original);
    }
    if (setting_value($full) !== $value) {
        throw refuse('not_kept', 'the site did not keep the new value of ' . $full, 'look at the setting on its page in Totara');
    }
}

/** What may be told of a secret: whether it is set, and a digest that only fits this request. */
function read_secret(?string $text, string $nonce): array {
    if ($text === null || $text === '') {
        return ['set' => false, 'digest' => '', 'hint' => ''];
    }
    return ['set' => true, 'digest' => hash_hmac('sha256', hash('sha256', $text), $nonce), 'hint' => substr($text, 0, 3)];
}

/** The ways of signing in that are switched on. */
function auth_enabled(): array {
    $list = array_filter(array_map('trim', explode(',', (string) setting_value('auth'))), 'strlen');
    return array_values(array_unique($list));
}

/** Switches ways of signing in on, beside those that are. */
function enable_auth(array $names): void {
    global $CFG;
    require_once($CFG->libdir . '/adminlib.php');
    foreach ($names as $name) {
        $name = (string) $name;
        $list = auth_enabled();
        if (in_array($name, $list, true)) {
            continue;
        }
        if (!\exists_auth_plugin($name)) {
            throw refuse('no_auth', 'this site has no plugin auth_' . $name, 'ask Totara for an edition that has it');
        }
        $list[] = $name;
        write_setting('auth', implode(',', $list));
        if (class_exists('\totara_core\event\auth_update')) {
            \totara_core\event\auth_update::enabled($name)->trigger();
        }
        \core_plugin_manager::reset_caches();
    }
}
