<?php
// A stub of what the script needs of a site. What goes wrong in it is chosen
// by a variable of the test's environment.
global $CFG;
$CFG->totara_release = 'Totara stub';
$CFG->totara_version = '17.3';

function get_admin() {
    return (object) ['id' => 2];
}

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
}
