<?php
function admin_get_root($reload = false, $all = false) {
    return null;
}
