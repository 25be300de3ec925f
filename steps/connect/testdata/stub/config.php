<?php
unset($CFG);
global $CFG;
$CFG = new stdClass();
$CFG->wwwroot = trim(file_get_contents(__DIR__ . '/wwwroot'));
require __DIR__ . '/lib/setup.php';
