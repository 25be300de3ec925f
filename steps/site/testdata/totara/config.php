<?php
// Settings of the stub site; its loader lies in the folder server.
$CFG = new stdClass();
$CFG->wwwroot = 'https://learn.example.org/totara';
$CFG->admin = 'admin';
