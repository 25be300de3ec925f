<?php
namespace teamwright;

/**
 * Finds the file that starts Totara: since Totara 13 config.php lies above the
 * folder server, whose own config.php reads it.
 */
function entrance(string $config): string {
    if ($config === '') {
        throw refuse('no_config', 'the path of config.php is not given', 'write it into totara.config');
    }
    if (!is_file($config)) {
        throw refuse('no_config', 'there is no file ' . $config . ' on the server, or the user that runs PHP may not see it',
            'correct totara.config, or run PHP as the web server\'s user');
    }
    if (!is_readable($config)) {
        throw refuse('no_config', 'the user that runs PHP may not read ' . $config, 'run PHP as the web server\'s user, such as sudo -u www-data php');
    }
    foreach ([dirname($config), dirname((string) realpath($config))] as $folder) {
        if (is_file($folder . '/server/config.php') && is_file($folder . '/server/lib/setup.php')) {
            return $folder . '/server/config.php';
        }
        if (is_file($folder . '/lib/setup.php')) {
            return $config;
        }
    }
    throw refuse('no_config', 'beside ' . $config . ' there is no Totara', 'name the config.php in Totara\'s own folder');
}

/** Runs the operation as the site's administrator. */
function operate(): void {
    listen();
    if (class_exists('\core\session\manager') && function_exists('\get_admin')) {
        \core\session\manager::set_user(\get_admin());
    }
    $op = (string) run::$request['op'];
    $function = __NAMESPACE__ . '\op_' . str_replace('.', '_', $op);
    if (!preg_match('/^[a-z]+(\.[a-z]+)+$/', $op) || !function_exists($function)) {
        throw refuse('operation', 'the script knows no operation ' . $op);
    }
    answer($function((array) run::$request['args'], (array) run::$request['secrets']));
}

// In the file's own scope, because config.php sets global variables.
try {
    define('CLI_SCRIPT', true);
    define('NO_UPGRADE_CHECK', true);
    require entrance((string) run::$request['config']);
    operate();
} catch (\Throwable $teamwright_thrown) {
    if (function_exists('\abort_all_db_transactions')) {
        \abort_all_db_transactions();
    }
    answer_error($teamwright_thrown);
}
exit(0);
