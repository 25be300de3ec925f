<?php
// A stub of the messages that components ship.
function message_get_providers_from_file($component): array {
    return ['shared' => ['capability' => null, 'defaults' => ['msteams' => 11, 'popup' => 11]]];
}
